// An authorization server for the grants without a browser, and beside it the API that its tokens open: one process, two listeners.
// client_credentials: clients that come, change their secret and go. jwt_bearer (RFC 7523): service accounts whose public keys are
// registered; the claim alone says who asks, no client is sent. Prints {"provider": url, "api": url} when both are there.
import http from 'node:http';
import { decodeJwt, importSPKI, jwtVerify } from 'jose';
import Provider, { errors } from 'oidc-provider';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const clients = new Map();
const publicKeys = new Map();
const mayActFor = ['mark@acme.example'];
const stored = new Map();
let tokenSeconds = 3600;
let broken = null;
let issued = 0;
let refusals = 0;
let claims = [];
let calls = [];

class Stored {
  constructor(model) { this.model = model; }
  key(id) { return `${this.model}:${id}`; }
  async find(id) { return this.model === 'Client' ? clients.get(id) : stored.get(this.key(id)); }
  async findByUid() { return undefined; }
  async upsert(id, payload) { stored.set(this.key(id), payload); }
  async consume(id) { stored.get(this.key(id)).consumed = true; }
  async destroy(id) { stored.delete(this.key(id)); }
  async revokeByGrantId() {}
}

const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  adapter: Stored,
  scopes: ['contacts', 'everything'],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
  cookies: { keys: ['only for tests'] },
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  ttl: { ClientCredentials: () => tokenSeconds, AccessToken: () => tokenSeconds, Grant: 3600 },
  findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
});

const refused = (why) => new errors.CustomOIDCProviderError('invalid_grant', why);
const seen = new Set();

/** The claim, when it is signed by the key that was registered for its issuer, for us, now, and for the first time. */
const verified = async (assertion, client) => {
  const known = publicKeys.get(client.clientId);
  try {
    const { payload, protectedHeader } = await jwtVerify(assertion, await importSPKI(known.pem, known.algorithm), {
      issuer: client.clientId, audience: `${issuer}/token`, algorithms: [known.algorithm], typ: 'JWT',
      requiredClaims: ['sub', 'iat', 'exp', 'jti'], maxTokenAge: '10 minutes',
    });
    claims.push({ ...payload, ...protectedHeader });
    return payload;
  } catch (error) {
    // As careless as the worst of them: what was sent stands in the answer.
    throw refused(`Invalid JWT: ${error.message} ${assertion}`);
  }
};

provider.registerGrantType(JWT_BEARER, async (ctx) => {
  const { client, params } = ctx.oidc;
  if (params.scope !== 'contacts') throw new errors.InvalidScope('this service account may not ask for that', params.scope);
  const claim = await verified(params.assertion, client);
  if (seen.has(claim.jti)) throw refused('this claim was used before');
  seen.add(claim.jti);
  if (!mayActFor.includes(claim.sub)) throw refused('the service account may not act for that user');
  const grant = new provider.Grant({ accountId: claim.sub, clientId: client.clientId });
  grant.addOIDCScope(params.scope);
  const token = new provider.AccessToken({
    client, accountId: claim.sub, grantId: await grant.save(), gty: 'jwt-bearer', scope: params.scope,
  });
  ctx.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration };
}, ['assertion', 'scope']);

provider.on('grant.success', () => { issued += 1; });
provider.on('server_error', (ctx, error) => console.error('provider', error.stack));
provider.on('grant.error', (ctx, error) => console.error('grant', error.message, error.error_description, error.error_detail));
const issue = provider.callback();

const text = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

server.on('request', async (request, response) => {
  if (request.url !== '/token') {
    issue(request, response);
    return;
  }
  const body = Object.fromEntries(new URLSearchParams(await text(request)));
  if (broken?.drop) {
    request.socket.destroy();
    return;
  }
  if (broken) {
    response.writeHead(broken.status, { 'content-type': broken.type });
    response.end(broken.body);
    return;
  }
  if (body.grant_type === JWT_BEARER && !('client_id' in body)) {
    // RFC 7521 section 4.1: who asks is known by the claim, which is verified before anything is given.
    try {
      body.client_id = decodeJwt(body.assertion).iss;
    } catch {
      body.client_id = '';
    }
  }
  request.body = body;
  issue(request, response);
});

const wish = async (wished) => {
  if ('tokenSeconds' in wished) tokenSeconds = wished.tokenSeconds;
  if ('broken' in wished) broken = wished.broken;
  if (wished.client) {
    clients.set(wished.client.id, {
      client_id: wished.client.id, client_secret: wished.client.secret, token_endpoint_auth_method: wished.client.method,
      grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'contacts',
    });
  }
  if (wished.service) {
    clients.set(wished.service.name, {
      client_id: wished.service.name, token_endpoint_auth_method: 'none', grant_types: [JWT_BEARER], redirect_uris: [],
      response_types: [], scope: 'contacts',
    });
    publicKeys.set(wished.service.name, wished.service);
  }
  if (wished.remove) clients.delete(wished.remove);
  if (wished.revokeAll) stored.clear();
  if (wished.forget) { issued = 0; refusals = 0; claims = []; calls = []; }
};

// The API that tokens open.
const api = http.createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const body = await text(request);
  const url = new URL(request.url, 'http://x');
  if (url.pathname === '/control') {
    await wish(body ? JSON.parse(body) : {});
    answer(200, { issued, refusals, claims, calls });
    return;
  }
  const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const token = bearer && (await provider.ClientCredentials.find(bearer) ?? await provider.AccessToken.find(bearer));
  if (!token) {
    refusals += 1;
    answer(401, { error: 'invalid_token' });
    return;
  }
  const who = token.accountId ?? token.clientId;
  if (url.pathname === '/me') {
    answer(200, { id: who });
    return;
  }
  calls.push({ by: who, client: token.clientId, body: JSON.parse(body) });
  answer(201, { id: calls.length });
});
await new Promise((resolve) => api.listen(0, '127.0.0.1', resolve));
console.log(JSON.stringify({ provider: issuer, api: `http://127.0.0.1:${api.address().port}` }));
process.stdin.on('close', () => process.exit(0)).resume();
