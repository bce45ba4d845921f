// A certified OpenID provider (npm oidc-provider) for tests: `node provider.mjs PORT REDIRECT SIGN_OUT`.
// People sign in by typing their subject. Behind /test/ tests say what is true: PUT people/SUBJECT its claims, keys a new
// signing key, token what the next token answer holds in place of the real ID token.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, redirect, signedOut] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
let made = 0;
let forged = null;
const people = new Map();

function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  made += 1;
  return { ...privateKey.export({ format: "jwk" }), kid: `key-${made}`, use: "sig", alg: "RS256" };
}

const client = (id, extra = {}) => ({
  client_id: id,
  client_secret: `${id}-secret`,
  redirect_uris: [redirect],
  post_logout_redirect_uris: [signedOut],
  response_types: ["code"],
  grant_types: ["authorization_code"],
  ...extra,
});

function provider(keys) {
  return new Provider(issuer, {
    clients: [
      client("qingfeng"),
      client("somebody-else"),
      client("by-post", { token_endpoint_auth_method: "client_secret_post" }),
      client("without-secret", { client_secret: undefined, token_endpoint_auth_method: "none" }),
      client("elliptic", { id_token_signed_response_alg: "ES256" }),
    ],
    jwks: { keys },
    scopes: ["openid", "profile", "email", "groups"],
    claims: {
      openid: ["sub"],
      profile: ["name"],
      email: ["email", "email_verified"],
      groups: ["groups", "realm_access"],
    },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ["test"] },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_, id) => {
      return { accountId: id, claims: () => ({ ...people.get(id), sub: id }) };
    },
  });
}

const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
const elliptic = { ...curve, kid: "curve", use: "sig", alg: "ES256" };
let handle = provider([newKey(), elliptic]).callback();

async function told(request) {
  const [, , what, name] = request.url.split("/");
  let body = "";
  for await (const piece of request) body += piece;
  if (what === "people") people.set(decodeURIComponent(name), JSON.parse(body));
  else if (what === "keys") handle = provider([newKey(), elliptic]).callback();
  else if (what === "token") forged = body;
}

function forging(response) {
  const [token, end] = [forged, response.end.bind(response)];
  forged = null;
  response.end = (body) => {
    const answer = JSON.stringify({ ...JSON.parse(body), id_token: token });
    response.setHeader("Content-Length", Buffer.byteLength(answer));
    return end(answer);
  };
}

const server = createServer(async (request, response) => {
  if (request.url.startsWith("/test/")) {
    await told(request);
    response.end();
    return;
  }
  if (forged !== null && request.url === "/token") forging(response);
  handle(request, response);
});
server.listen(Number(port), "127.0.0.1", () => console.log("listening"));
