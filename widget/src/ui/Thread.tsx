/** The scrolling record: earlier conversations, the current one, what is still on its way, typing. */
import { Component, h, Fragment, type ComponentChild } from "preact";
import type { Item } from "../core/outbox";
import { earlier } from "../core/requests";
import { current } from "../core/state";
import type { Message } from "../core/types";
import type { Upload } from "../core/uploads";
import { isAway, lineWords, timeText } from "../core/words";
import type { View } from "./App";
import { Body, Bubble, room } from "./Bubble";
import { Icon } from "./icons";
import { plain } from "./markdown";
import { Survey } from "./Survey";

/** ms of silence after which a time line is drawn */
const PAUSE = 5 * 60_000;

interface Props {
  v: View;
  /** called with the record while it is there, then with null */
  me(thread: Thread | null): void;
}

export class Thread extends Component<Props, { below: boolean }> {
  private el: HTMLElement | null = null;
  private stuck = true;
  /** The on-screen keyboard and banners shrink the record: staying at the end must survive that. */
  private watch = new ResizeObserver(() => this.stuck && this.toEnd());
  private loading = false;
  private first: string | undefined;
  private count = 0;
  private done = false;

  override componentDidMount(): void {
    this.props.me(this);
    this.toEnd();
    this.look();
    this.watch.observe(this.el!);
  }

  override componentWillUnmount(): void {
    this.props.me(null);
    this.watch.disconnect();
  }

  override getSnapshotBeforeUpdate(): number {
    return this.el ? this.el.scrollHeight - this.el.scrollTop : 0;
  }

  override componentDidUpdate(_p: unknown, _s: unknown, fromEnd: number): void {
    const { state, items } = this.props.v.c;
    const first = (state.past[0]?.messages[0] ?? state.msgs[0])?.id;
    const count = state.msgs.length + items.length;
    const mine = items.length > 0 && count > this.count;
    if (this.stuck || mine) {
      this.toEnd();
      if (count > this.count && !mine && state.msgs[state.msgs.length - 1]?.kind !== "system") this.toHead();
    }
    else if (first !== this.first && this.el) this.el.scrollTop = this.el.scrollHeight - fromEnd;
    else if (count > this.count && !this.state.below) this.setState({ below: true });
    this.first = first;
    this.count = count;
    this.look();
  }

  toEnd = (): void => {
    this.stuck = true;
    if (this.el) this.el.scrollTop = this.el.scrollHeight;
  };

  /** A new answer that is taller than the window is read from its beginning. */
  private toHead(): void {
    const row = [...this.el!.querySelectorAll<HTMLElement>(".row")].pop();
    if (!row || row.offsetHeight < this.el!.clientHeight - 48) return;
    this.look();
    this.el!.scrollTop = row.offsetTop - 12;
  }

  /** What is shown at the end has been looked at. */
  private look(): void {
    if (this.stuck && !document.hidden) this.props.v.c.seen();
  }

  private onScroll = (): void => {
    const el = this.el!;
    this.stuck = el.scrollHeight - el.scrollTop - el.clientHeight < 40;
    if (this.stuck && this.state.below) this.setState({ below: false });
    this.look();
    if (el.scrollTop < 80) void this.load();
  };

  /** A picture is there: photos know only now which way up they are, and how much room they take. */
  private onLoad = (e: Event): void => {
    const i = e.target as HTMLImageElement;
    Object.assign(i, room(i.naturalWidth, i.naturalHeight));
    if (this.stuck) this.toEnd();
  };

  private load = async (): Promise<void> => {
    if (this.loading || this.done) return;
    this.loading = true;
    this.setState({});
    try {
      this.done = !(await earlier(this.props.v.c));
    } catch (e) {
      this.props.v.c.tell(e as never);
    }
    this.loading = false;
    this.setState({});
  };

  render({ v }: Props, { below }: { below: boolean }): ComponentChild {
    const { c, w } = v;
    const { past, msgs, typing, writing, fresh } = c.state;
    const conv = current(c.state);
    const last = msgs[msgs.length - 1];
    const chips = !c.items.length && conv && !conv.closed ? last?.suggestions ?? [] : [];
    const hello = <Hello v={v} chips={(!last || fresh) && !c.items.length} />;
    return (
      <div class="mid">
        <div class="log" role="log" aria-live="polite" aria-busy={this.loading} aria-label={w.t("log")} tabIndex={0} ref={(el) => { this.el = el; }} onScroll={this.onScroll} onLoadCapture={this.onLoad}>
          {this.loading || this.done ? <p class="sys">{w.t(this.loading ? "earlier.loading" : "earlier.end")}</p>
            : c.config && (c.access.returning || (msgs[0]?.prev ?? 0) > 0 || past.length > 0) && <button class="sys" onClick={this.load}>{w.t("earlier")}</button>}
          {past.map((p) => (
            <Fragment key={p.id}>
              {this.run(p.messages, 0)}
              <hr />
            </Fragment>
          ))}
          {!fresh && (!last || msgs[0]!.prev === 0) && hello}
          {this.run(msgs, c.state.conv?.read_by_agent_seq ?? 0)}
          {fresh && <Fragment><hr />{hello}</Fragment>}
          {c.items.map((i) => <Waiting key={i.client_id} v={v} i={i} />)}
          {v.up.list.map((u) => <Rising key={u.id} v={v} u={u} />)}
          {writing && (
            <div class="row you" aria-hidden="true">
              <Body v={v} m={{ kind: "text", text: writing.text, format: "markdown", attachment: null }} />
            </div>
          )}
          {typing && !writing && (
            <div class="row you">
              <div class="bub dots"><i /><i /><i /><span class="sr">{w.t("typing", { name: typing.name })}</span></div>
            </div>
          )}
          {chips.length > 0 && <Chips v={v} list={chips} label={last!.author.kind === "bot" ? w.t("related") : ""} />}
          {conv?.closed && conv.survey !== "none" && <Survey key={conv.id} v={v} id={conv.id} done={conv.survey === "done"} />}
        </div>
        {below && <button class="new" onClick={this.toEnd}>{w.t("newer")}<Icon n="down2" s={14} /></button>}
      </div>
    );
  }

  private run(list: Message[], read: number): ComponentChild {
    const { c, w, now } = this.props.v;
    let mine = -1;
    list.forEach((m, i) => m.author.kind === "customer" && (mine = i));
    return list.map((m, i) => {
      const prev = list[i - 1];
      const pause = !prev || Date.parse(m.at) - Date.parse(prev.at) > PAUSE;
      const lead = pause || m.author.kind !== prev!.author.kind || m.author.name !== prev!.author.name;
      const line = m.system ? lineWords(w, m.system.code, m.system.params, now()) : m.kind === "system" ? m.text : "";
      return (
        <Fragment key={m.id}>
          {pause && <p class="sys"><time dateTime={m.at}>{timeText(w, m.at, now())}</time></p>}
          {m.kind === "system" ? line && <p class="sys">{line}</p> : (
            <Bubble v={this.props.v} m={m} lead={lead} tail={i === mine && !c.items.length && list === c.state.msgs && w.t(m.seq <= read ? "state.read" : "state.sent")} />
          )}
        </Fragment>
      );
    });
  }
}

export function Chips({ v, list, label }: { v: View; list: string[]; label?: string }): ComponentChild {
  return (
    <div class="chips" role="group" aria-label={label}>
      {label && <small>{label}</small>}
      {list.map((q) => <button key={q} class="chip" onClick={() => v.c.send("text", q, null, true)}>{q}</button>)}
    </div>
  );
}

/** The first words of the house: who answers, how soon, and what people often ask. */
function Hello({ v, chips }: { v: View; chips: boolean }): ComponentChild {
  const { w, c } = v;
  const f = c.config;
  if (!f) return <div class="ghost" aria-hidden="true"><i /><i /><i /></div>;
  const quick = w.lang === "en" ? f.quick_questions.en : f.quick_questions.zh;
  return (
    <Fragment>
      <div class="row you">
        <div class="by">{f.brand.name}</div>
        <div class="bub">{plain(w.say("greeting"))}<p class="soft">{plain(w.say(isAway(f.hours, v.now()) ? "closed_hours" : "answering"))}</p></div>
      </div>
      {chips && <Chips v={v} list={quick} />}
    </Fragment>
  );
}

/** Written, not yet acknowledged. */
function Waiting({ v, i }: { v: View; i: Item }): ComponentChild {
  const { w, c } = v;
  return (
    <div class={"row me " + (i.error ? "bad" : "slow")}>
      <Body v={v} m={{ kind: i.kind, text: i.text, format: "plain", attachment: i.attachment }} />
      {i.error ? (
        <div class="tail err" role="alert">
          <Icon n="alert" s={14} />{w.t("state.failed")} · {w.error(i.error)}
          <button onClick={() => c.retry(i.client_id)}>{w.t("retry")}</button>
          <button onClick={() => c.discard(i.client_id)}>{w.t("discard")}</button>
        </div>
      ) : <div class="tail">{w.t("state.sending")}</div>}
    </div>
  );
}

/** A file on its way up. */
function Rising({ v, u }: { v: View; u: Upload }): ComponentChild {
  const { w, up } = v;
  const part = Math.round(u.part * 100);
  return (
    <div class={"row me" + (u.error ? " bad" : "")}>
      {u.preview ? <span class="pic"><img src={u.preview} alt={u.file.name} /></span> : <div class="bub doc"><Icon n="file" s={24} /><span><b>{u.file.name}</b></span></div>}
      <div class={"tail" + (u.error ? " err" : "")}>
        {u.error ? w.error(u.error) : <progress max={100} value={part} aria-label={u.file.name}>{part}%</progress>}
        {u.error?.retry && <button onClick={() => up.run(u)}>{w.t("retry")}</button>}
        <button onClick={() => (u.error ? up.remove(u) : u.cancel())}>{w.t(u.error ? "discard" : "cancel")}</button>
      </div>
    </div>
  );
}
