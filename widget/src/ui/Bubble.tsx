/** One message, whoever wrote it. */
import { Component, h, type ComponentChild } from "preact";
import type { Shot } from "../core/prose";
import { said } from "../core/prose";
import type { Message } from "../core/types";
import { sizeText } from "../core/words";
import type { View } from "./App";
import { Guide } from "./Guide";
import { Icon } from "./icons";
import { markdown, plain, type Drawn } from "./markdown";

/** Width and height that a picture takes in the record, also while it loads. */
export function room(width: number | null, height: number | null): { width: number; height: number } | undefined {
  if (!width || !height) return undefined;
  const scale = Math.min(1, 220 / width, 280 / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** Pictures that came with the words, and steps to be walked. */
function drawn(v: View, m: Partial<Message>): Drawn {
  return {
    picture: (shot: Shot) => {
      const file = m.files?.find(({ id }) => id === shot.id);
      if (!file) return said(shot) && <p>{said(shot)}</p>;
      const src = v.href(file.url);
      const name = shot.words || file.name;
      return (
        <figure>
          <button class="pic" aria-label={v.w.t("viewer") + " " + name} onClick={() => v.show({ src, name })}>
            <img src={src} alt={shot.words} loading="lazy" {...room(file.width, file.height)} onError={() => m.id && v.renew(m as Message)} />
          </button>
          {shot.caption && <figcaption>{shot.caption}</figcaption>}
        </figure>
      );
    },
    guide: (steps) => <Guide v={v} steps={steps} />,
  };
}

export function Body({ v, m }: { v: View; m: Pick<Message, "kind" | "text" | "format" | "attachment"> & Partial<Message> }): ComponentChild {
  const a = m.attachment;
  if (m.kind === "image" && a) {
    const src = v.up.local.get(a.id) ?? v.href(a.url);
    return (
      <button class="pic" aria-label={v.w.t("viewer") + " " + a.name} onClick={() => v.show({ src, name: a.name })}>
        <img src={src} alt={a.name} {...room(a.width, a.height)} onError={() => m.id && v.renew(m as Message)} />
      </button>
    );
  }
  if (a)
    return (
      <a class="bub doc" href={v.href(a.url)} download={a.name} target="_blank" rel="noopener" onClick={(e) => m.id && v.openFile(e, m as Message)}>
        <Icon n="file" s={24} />
        <span>
          <b>{a.name}</b>
          <small>{sizeText(a.size)}</small>
        </span>
      </a>
    );
  return <div class="bub" dir="auto">{m.format === "markdown" ? <div class="md">{markdown(m.text, drawn(v, m))}</div> : plain(m.text)}</div>;
}

interface Props {
  v: View;
  m: Message;
  /** the first of its author's group */
  lead: boolean;
  /** the word under it */
  tail?: string | false;
}

/** A stored message; drawn again only when something of it changed. */
export class Bubble extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return next.m !== this.props.m || next.lead !== this.props.lead || next.tail !== this.props.tail;
  }

  render(props: Props): ComponentChild {
    return draw(props);
  }
}

function draw({ v, m, lead, tail }: Props): ComponentChild {
  const mine = m.author.kind === "customer";
  const bot = m.author.kind === "bot";
  return (
    <div class={"row " + (mine ? "me" : "you")}>
      {mine ? <span class="sr">{v.w.t("you")}</span> : lead && (
        <div class="by">
          {m.author.name}
          {bot && <i>{v.w.t("ai")}</i>}
        </div>
      )}
      {m.quote?.text && (
        <div class="quo">
          {m.quote.author.name}：{m.quote.text}
        </div>
      )}
      {m.recalled ? <div class="gone">{v.w.t("recalled", { name: m.author.name })}</div> : <Body v={v} m={m} />}
      {m.sources.length > 0 && (
        <div class="src">
          {v.w.t("sources")}
          {m.sources.map((s) => <span key={s.id}>{s.title}</span>)}
        </div>
      )}
      {tail && <div class="tail">{tail}</div>}
    </div>
  );
}
