/** The chat itself, loaded when it is first opened. */
import { h, render } from "preact";
import { Uploads } from "./core/uploads";
import { Words } from "./i18n";
import { App } from "./ui/App";
import css from "./ui/chat.css?inline";
import type { ChatScript, Door, Screen } from "./ui/door";

function start(door: Door): Screen {
  const { c } = door;
  const up = new Uploads(c);
  let app!: App;
  door.style(css);
  const w = new Words(door.lang());
  const speak = (): void => { w.lang = door.lang(); w.texts = c.config?.texts ?? {}; };
  speak();
  render(<App c={c} up={up} w={w} door={door} me={(x) => { app = x; }} />, door.into);
  c.onready = () => up.resume();
  return { show: (open) => app.show(open), draw: () => { speak(); app.setState({}); }, key: (e, active) => app.key(e, active) };
}

(document.currentScript as ChatScript).qf!(start);
