// An OAuth 2.0 server of another make: client in the body, no OpenID, short tokens, the API's address in the token answer.
import http from 'node:http';
import OAuth2Server from '@node-oauth/oauth2-server';

const redirects = process.argv.slice(2);
const { Request, Response } = OAuth2Server;
const client = { id: 'zaffre', clientSecret: 'another secret', grants: ['authorization_code', 'refresh_token'], redirectUris: redirects };
const codes = new Map();
const tokens = new Map();
const refreshTokens = new Map();
let refreshes = 0;
let refusals = 0;
const calls = [];

const oauth = new OAuth2Server({
  accessTokenLifetime: 6,
  refreshTokenLifetime: 3600,
  allowExtendedTokenAttributes: true,
  model: {
    getClient: (id, secret) => (id === client.id && (secret === null || secret === client.clientSecret) ? client : false),
    saveAuthorizationCode: (code, forClient, user) => {
      const saved = { ...code, client: forClient, user };
      codes.set(code.authorizationCode, saved);
      return saved;
    },
    getAuthorizationCode: (code) => codes.get(code),
    revokeAuthorizationCode: (code) => codes.delete(code.authorizationCode),
    saveToken: (token, forClient, user) => {
      const saved = { ...token, client: forClient, user, api_url: api, team: { name: user.name } };
      tokens.set(token.accessToken, saved);
      refreshTokens.set(token.refreshToken, saved);
      return saved;
    },
    getAccessToken: (token) => tokens.get(token),
    getRefreshToken: (token) => refreshTokens.get(token),
    revokeToken: (token) => refreshTokens.delete(token.refreshToken),
    validateScope: (user, forClient, scope) => scope,
    verifyScope: () => true,
  },
});

const text = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};
const answer = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const listen = (server) => new Promise((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
});

const provider = http.createServer(async (request, response) => {
  const url = new URL(request.url, 'http://x');
  const body = Object.fromEntries(new URLSearchParams(await text(request)));
  const query = Object.fromEntries(url.searchParams);
  if (url.pathname === '/authorize' && request.method === 'GET') {
    answer(response, 200, `<form action="${request.url}" method="post"><input name="user" value=""></form>`, { 'content-type': 'text/html' });
    return;
  }
  const asked = new Request({ method: request.method, headers: request.headers, query, body });
  const given = new Response();
  try {
    if (url.pathname === '/authorize') {
      await oauth.authorize(asked, given, { authenticateHandler: { handle: () => ({ name: body.user }) } });
    } else {
      if (body.grant_type === 'refresh_token') refreshes += 1;
      await oauth.token(asked, given);
    }
    answer(response, given.status, given.body ?? {}, given.headers);
  } catch (error) {
    answer(response, error.code ?? 500, { error: error.name, error_description: error.message });
  }
});

const resource = http.createServer(async (request, response) => {
  const body = await text(request);
  if (request.url === '/control') {
    answer(response, 200, { refreshes, refusals, calls });
    return;
  }
  const token = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  if (!token || token.accessTokenExpiresAt < new Date()) {
    refusals += 1;
    answer(response, 401, { error: 'expired' });
    return;
  }
  calls.push({ by: token.user.name, body: JSON.parse(body) });
  answer(response, 201, { id: calls.length });
});
const issuer = await listen(provider);
const api = await listen(resource);
console.log(JSON.stringify({ provider: issuer, api }));
process.stdin.on('close', () => process.exit(0)).resume();
