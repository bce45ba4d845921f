// A development server that speaks the web chat contract with a scripted bot and agent. Keeps everything in memory.
//   node dev/mock-server.mjs [port]   then open http://127.0.0.1:5190/demo/shop or /chat/demo
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { Desk } from "./mock/desk.mjs";
import { Http } from "./mock/http.mjs";
import { Script } from "./mock/script.mjs";

/** Start it; port 0 takes a free one. Gives {port, http, desk, close}. */
export async function startMock(port = 0) {
  const desk = new Desk();
  const script = new Script(desk);
  const http = new Http(desk, script, fileURLToPath(new URL("../dist/", import.meta.url)));
  const server = createServer((req, res) => http.handle(req, res).catch((e) => res.writeHead(500).end(String(e))));
  const sockets = new WebSocketServer({ server, path: "/webchat/v1/ws" });
  sockets.on("connection", (ws) => ws.on("message", (data) => onFrame(ws, JSON.parse(data), desk, script)));
  await new Promise((go) => server.listen(port, "127.0.0.1", go));
  return {
    port: server.address().port, http, desk,
    close: () => new Promise((go) => {
      for (const s of sockets.clients) s.terminate();
      server.closeAllConnections();
      server.close(go);
    }),
  };
}

function onFrame(ws, f, desk, script) {
  const say = (frame) => ws.send(JSON.stringify(frame));
  if (f.t === "ping") return say({ t: "pong" });
  if (f.t === "hello") {
    const visitor = desk.visitors.get(f.token);
    if (!visitor) return say({ t: "bye", code: "expired" });
    ws.visitor = visitor;
    const c = desk.current(visitor);
    const reset = !!c && c.id !== f.conversation_id;
    say({ t: "welcome", conversation: desk.view(c), messages: reset ? desk.visible(c).slice(-50) : desk.visible(c, f.after), reset });
    visitor.sockets.add(ws);
    ws.on("close", () => visitor.sockets.delete(ws));
  }
  if (f.t !== "send" || !ws.visitor || desk.settings.mute) return;
  if (f.text?.includes("违禁")) return say({ t: "nack", client_id: f.client_id, error: { code: "invalid", message: "not allowed" }, retry: false });
  const ack = desk.accept(ws.visitor, f);
  say({ t: "ack", client_id: f.client_id, ...ack });
  if (!ack.duplicate) script.heard(ws.visitor, f);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { port } = await startMock(Number(process.argv[2] ?? 5190));
  console.log(`http://127.0.0.1:${port}/demo/shop   http://127.0.0.1:${port}/chat/demo`);
}
