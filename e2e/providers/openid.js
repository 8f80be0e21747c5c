// An OpenID provider with login and consent pages, and beside it the API that its tokens open: one process, two listeners.
// Prints {"provider": url, "api": url, "control": url} on one line when both are there.
import http from 'node:http';
import Provider from 'oidc-provider';

const redirects = process.argv.slice(2);
let tokenSeconds = 3600;
let refuseRefresh = false;
let brokenTokenEndpoint = '';
let expiredBefore = 0;
let refreshes = 0;
let revocations = 0;
const calls = [];
let refusals = 0;
let hold = 0;
let held = [];

const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'zaffre', client_secret: 's3cret-of-the-company', grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: redirects, token_endpoint_auth_method: 'client_secret_basic',
  }],
  scopes: ['openid', 'offline_access', 'contacts'],
  cookies: { keys: ['only for tests'] },
  pkce: { required: () => true },
  features: { revocation: { enabled: true }, devInteractions: { enabled: true } },
  ttl: { AccessToken: () => tokenSeconds, RefreshToken: 86400, Session: 3600, Interaction: 3600, Grant: 86400 },
  issueRefreshToken: async (ctx, client, code) => code.scopes.has('offline_access'),
  rotateRefreshToken: true,
  async findAccount(ctx, id) { return { accountId: id, claims: async () => ({ sub: id }) }; },
});
provider.proxy = true;
provider.on('grant.revoked', () => { revocations += 1; });
provider.on('revocation.success', () => { revocations += 1; });
provider.on('server_error', (ctx, error) => console.error('provider', error.stack));
provider.on('grant.error', (ctx, error) => console.error('grant', error.message, error.error_description, error.error_detail));
const issue = provider.callback();
server.on('request', (request, response) => {
  if (request.method === 'POST' && request.url === '/token') {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const refresh = body.includes('grant_type=refresh_token');
      if (refresh) refreshes += 1;
      if (brokenTokenEndpoint) {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(brokenTokenEndpoint);
        return;
      }
      if (refresh && refuseRefresh) {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end('{"error":"invalid_grant","error_description":"grant request is invalid"}');
        return;
      }
      request.body = Object.fromEntries(new URLSearchParams(body));
      issue(request, response);
    });
    return;
  }
  issue(request, response);
});

// Tokens say whole seconds, so the moment of their making is remembered apart.
const madeAt = new Map();

// The API that tokens open.
const api = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const text = Buffer.concat(parts).toString();
  const url = new URL(request.url, 'http://x');
  if (url.pathname === '/control') {
    const wish = text ? JSON.parse(text) : {};
    if ('tokenSeconds' in wish) tokenSeconds = wish.tokenSeconds;
    if ('refuseRefresh' in wish) refuseRefresh = wish.refuseRefresh;
    if ('brokenTokenEndpoint' in wish) brokenTokenEndpoint = wish.brokenTokenEndpoint;
    if (wish.expireAll) expiredBefore = Date.now();
    if ('hold' in wish) hold = wish.hold;
    if (wish.forget) { refreshes = 0; refusals = 0; calls.length = 0; }
    answer(200, { refreshes, revocations, refusals, calls });
    return;
  }
  const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const token = bearer && await provider.AccessToken.find(bearer);
  const made = madeAt.get(bearer) ?? 0;
  if (!token || made < expiredBefore) {
    refusals += 1;
    if (hold > 0) {
      // Answered all together, so that every caller finds out before any of them has a new token.
      await new Promise((resolve) => {
        held.push(resolve);
        if (held.length >= hold) { hold = 0; held.splice(0).forEach((go) => go()); }
      });
    }
    answer(401, { error: 'invalid_token' });
    return;
  }
  if (url.pathname === '/me') {
    answer(200, { id: token.accountId });
    return;
  }
  calls.push({ path: url.pathname, account: token.accountId, key: request.headers['idempotency-key'], body: text ? JSON.parse(text) : null });
  answer(201, { id: calls.length });
});
provider.on('access_token.issued', (token) => { madeAt.set(token.jti, Date.now()); });
provider.on('access_token.saved', (token) => { madeAt.set(token.jti, Date.now()); });
await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
console.log(JSON.stringify({ provider: issuer, api: `http://127.0.0.1:${api.address().port}` }));
process.stdin.on('close', () => process.exit(0)).resume();
