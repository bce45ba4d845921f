// A server that speaks the console's contract from memory, for developing and looking at the screens.
//   node dev/mock-server.mjs            port 8790, serves dist/ beside the API
//   QUIET=1 no traffic · LONG=5000 one conversation of 5,000 messages · POST /mock/offer makes an offer
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { files, me, offers, routes, session, signIn } from "./mock/api.mjs";
import { id, users } from "./mock/people.mjs";
import { makeOffer, startTraffic } from "./mock/traffic.mjs";
import { refuse } from "./mock/admin.mjs";
import { append } from "./mock/api.mjs";
import { longThread, onFrame, rows } from "./mock/world.mjs";

const PORT = Number(process.env.PORT ?? 8790);
const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};
const sockets = new Set();
let answering = true;

function userOf(request) {
  const email = /qf_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  return email ? users[decodeURIComponent(email)] : undefined;
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function answer(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

function upload(request, bytes) {
  const head = bytes.subarray(0, 600).toString("utf8");
  const name = /filename="([^"]+)"/.exec(head)?.[1] ?? "file";
  const type = /Content-Type: (\S+)/.exec(head)?.[1] ?? "application/octet-stream";
  const start = bytes.indexOf("\r\n\r\n") + 4;
  const end = bytes.lastIndexOf("\r\n--");
  const content = bytes.subarray(start, end);
  const key = id();
  const file = {
    id: key,
    name,
    size: content.length,
    content_type: type,
    width: type.startsWith("image/") ? 640 : null,
    height: type.startsWith("image/") ? 400 : null,
    url: `/files/${key}`,
  };
  files.set(key, Object.assign(file, { toJSON: () => ({ ...file, content: undefined, toJSON: undefined }), content }));
  return file;
}

function match(method, path) {
  for (const [verb, pattern, run] of routes) {
    if (verb !== method) continue;
    const found = new RegExp(`^${pattern.replace(/:id/g, "([^/]+)")}$`).exec(path);
    if (found) return { run, params: found.slice(1) };
  }
  return null;
}

async function api(request, response, url) {
  const path = url.pathname.slice("/api/v1".length);
  const bytes = await bodyOf(request);
  const json = () => (bytes.length ? JSON.parse(bytes.toString()) : {});
  if (path === "/session" && request.method === "POST") {
    const opened = signIn({ body: json() });
    response.setHeader(
      "Set-Cookie",
      `qf_session=${encodeURIComponent(opened.user.email)}; HttpOnly; SameSite=Lax; Path=/`,
    );
    return answer(response, 200, opened);
  }
  const user = userOf(request);
  if (!user) throw refuse(401, "unauthenticated");
  if (path === "/session" && request.method === "GET") return answer(response, 200, session(user));
  if (path === "/session") {
    response.setHeader("Set-Cookie", "qf_session=; Max-Age=0; Path=/");
    return answer(response, 204);
  }
  if (request.method !== "GET" && request.headers["x-qf-csrf"] !== "mock-csrf") throw refuse(403, "forbidden");
  if (path === "/attachments") return answer(response, 200, upload(request, bytes));
  const found = match(request.method, path);
  if (!found) throw refuse(404, "not_found");
  return answer(response, 200, found.run({ params: found.params, query: url.searchParams, body: json() }));
}

function serveFile(response, path) {
  const wanted = join(DIST, normalize(path));
  const file = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(DIST, "index.html");
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
}

/** Switches for tests and for the eye: an offer, a message, a dead network. */
async function control(request, response, url) {
  const body = JSON.parse((await bodyOf(request)).toString() || "{}");
  if (url.pathname === "/mock/offer") makeOffer(body.seconds ?? 30);
  if (url.pathname === "/mock/say")
    append(
      body.id,
      { author: { kind: "customer", id: null, name: rows.get(body.id).customer.name }, text: body.text },
      { waiting_since: new Date().toISOString(), unread: rows.get(body.id).unread + 1 },
    );
  if (url.pathname === "/mock/answering") answering = body.on;
  if (url.pathname === "/mock/drop") sockets.forEach((socket) => socket.terminate());
  answer(response, 200, { ok: true });
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://mock");
  if (url.pathname.startsWith("/mock/")) return void control(request, response, url);
  if (url.pathname.startsWith("/files/")) {
    const file = files.get(url.pathname.slice(7));
    response.writeHead(file ? 200 : 404, { "Content-Type": file?.content_type ?? "text/plain" });
    return void response.end(file?.content);
  }
  if (!url.pathname.startsWith("/api/v1")) return serveFile(response, url.pathname);
  if (!answering) return request.socket.destroy();
  api(request, response, url).catch((error) =>
    answer(response, error.status ?? 500, error.body ?? { error: { code: "unavailable", message: String(error) } }),
  );
});

const live = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  if (!answering || !userOf(request)) return socket.destroy();
  live.handleUpgrade(request, socket, head, (ws) => {
    sockets.add(ws);
    let watched = new Set();
    ws.on("close", () => sockets.delete(ws));
    ws.on("message", (text) => {
      const frame = JSON.parse(text.toString());
      if (frame.t === "ping") ws.send('{"t":"pong"}');
      if (frame.t !== "watch") return;
      watched = new Set(frame.conversation_ids);
      for (const key of watched)
        if (rows.get(key)?.emotion === "angry")
          ws.send(
            JSON.stringify({
              t: "viewers",
              conversation_id: key,
              agents: [me, { id: "agent-2", name: "王芳" }].map(({ id: agent, name }) => ({ id: agent, name })),
            }),
          );
    });
    ws.watches = (key) => watched.has(key);
    ws.send(JSON.stringify({ t: "welcome", now: new Date().toISOString(), me, offers: [...offers.values()] }));
  });
});
onFrame((frame, conversation) => {
  const text = JSON.stringify(frame);
  for (const ws of sockets) if (conversation === undefined || ws.watches(conversation)) ws.send(text);
});

if (process.env.LONG) longThread(Number(process.env.LONG));
if (!process.env.QUIET) startTraffic();
server.listen(PORT, "127.0.0.1", () =>
  process.stdout.write(
    `mock server on http://127.0.0.1:${PORT} (lin@example.com or admin@example.com, password "qingfeng")\n`,
  ),
);
