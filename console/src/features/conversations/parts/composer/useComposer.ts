import { useRef, useState } from "react";
import { composing, mod, newId, sayError } from "@/design";
import { usePeople } from "@/features/people";
import { holes, mentionToken, mentioned, sends, slashToken } from "../../composing";
import { sendWhisper } from "../../data";
import { changeDraft, draftOf, useDraft } from "../../drafts";
import type { Draft } from "../../drafts";
import { send } from "../../outbox";
import { addFiles, clearUploads, useUploads } from "../../uploads";
import { useTyping } from "./useTyping";
import { useWanted } from "./useWanted";

const LONGEST_WHISPER = 1000;

export interface May {
  reply: boolean;
  whisper: boolean;
}

/** The tab that was chosen, if it may be written in; else the one nearest to speaking. */
export function tabOf(chosen: Draft["tab"], may: May): Draft["tab"] {
  if (chosen === "note" || may[chosen]) return chosen;
  return may.reply ? "reply" : may.whisper ? "whisper" : "note";
}

/** Says it once however often it is tried; what could not be said stays in the field. */
function useWhisper(id: string): { busy: boolean; say: (text: string, said: () => void) => void } {
  const [busy, setBusy] = useState(false);
  const last = useRef({ text: "", id: "" });
  const say = (text: string, said: () => void): void => {
    if (last.current.text !== text) last.current = { text, id: newId() };
    setBusy(true);
    sendWhisper(id, last.current.id, text)
      .then(() => {
        last.current = { text: "", id: "" };
        said();
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return { busy, say };
}

/** What the composer knows and does (`spent`: the channel takes no more replies); how it looks is Composer.tsx. */
export function useComposer(id: string, may: May, spent: boolean) {
  const draft = useDraft(id);
  const tab = tabOf(draft.tab, may);
  const text = draft[tab];
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [hint, setHint] = useState(false);
  const uploads = useUploads(id);
  const agents = usePeople((state) => Object.values(state.agents));
  const { send_key: sendKey, max_text, max_upload_bytes: largest } = usePeople((state) => state.settings);
  const longest = tab === "whisper" ? LONGEST_WHISPER : max_text;
  const whisper = useWhisper(id);
  const typing = useTyping(id);
  useWanted(id, field, may.reply);
  const slash = tab === "reply" ? slashToken(text, caret) : null;
  const mention = tab === "note" ? mentionToken(text, caret) : null;
  const token = slash ?? mention;
  const picking = token !== null && token.start !== dismissed;
  const pending =
    tab === "whisper" ? whisper.busy : tab === "reply" && uploads.some((item) => item.attachment === null);
  const missing = tab === "reply" ? holes(text) : [];
  const over = Math.max(0, [...text.trim()].length - longest);
  const something = text.trim() !== "" || (tab === "reply" && uploads.length > 0);

  const type = (next: string, at: number): void => {
    // Esc puts a picker away for as long as its sign stays where it is.
    setDismissed((start) => (start !== null && (next[start] === "/" || next[start] === "@") ? start : null));
    write(next, at);
  };
  const write = (next: string, at = next.length): void => {
    changeDraft(id, { [tab]: next === "\n" ? "" : next });
    setCaret(at);
    setHint(false);
    if (next === "") setDismissed(null);
    if (tab === "reply") typing(next.trim() !== "");
  };
  const place = (next: string, from: number, to: number): void => {
    write(next, to);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from, to);
    });
  };
  const replaceToken = (inserted: string): void => {
    // The text may have gone on while the server filled the variables.
    const now = draftOf(id)[tab];
    const start = token?.start ?? caret;
    const end = now.slice(start, caret) === text.slice(start, caret) ? caret : start;
    const next = now.slice(0, start) + inserted + now.slice(end);
    const hole = holes(inserted)[0];
    const at = hole === undefined ? start + inserted.length : start + inserted.indexOf(hole);
    place(next, at, hole === undefined ? at : at + hole.length);
  };
  const submit = (): void => {
    if (!something || pending || over > 0 || (tab === "reply" && spent)) return;
    if (missing.length > 0) {
      setHint(true);
      const at = text.indexOf(missing[0] ?? "");
      field.current?.setSelectionRange(at, at + (missing[0]?.length ?? 0));
      return;
    }
    const words = text.trim();
    if (tab === "whisper") {
      whisper.say(words, () => changeDraft(id, { whisper: "" }));
      return;
    }
    const quote = draft.quote === null ? {} : { quote: draft.quote.id };
    if (tab === "note") send(id, { kind: "note", text: words, mentions: mentioned(words, agents), ...quote });
    else if (words !== "") send(id, { kind: "text", text: words, ...quote });
    if (tab === "reply") {
      for (const item of uploads) {
        if (item.attachment === null) continue;
        send(
          id,
          { kind: item.image ? "image" : "file", attachment_id: item.attachment.id },
          { name: item.name, url: item.url, width: item.width, height: item.height },
        );
      }
      clearUploads(id);
      typing(false);
    }
    changeDraft(id, { quote: null });
    write("");
  };
  const press = (event: React.KeyboardEvent): void => {
    const setting = sends(
      { key: event.key, shift: event.shiftKey, mod: mod(event), alt: event.altKey, composing: composing(event) },
      sendKey,
    );
    if (!setting || !something) return;
    event.preventDefault();
    submit();
  };
  const open = (sign: string): void => {
    const at = field.current?.selectionStart ?? text.length;
    const blank = at > 0 && !/\s/.test(text[at - 1] ?? " ") ? " " : "";
    setDismissed(null);
    place(text.slice(0, at) + blank + sign + text.slice(at), at + blank.length + 1, at + blank.length + 1);
  };
  const attach = (files: File[]): boolean => {
    if (tab !== "reply" || files.length === 0) return false;
    addFiles(id, files, largest);
    return true;
  };
  return {
    tab,
    text,
    field,
    uploads,
    quote: draft.quote,
    sendKey,
    pending,
    missing,
    over,
    something,
    hint,
    slash: picking ? slash : null,
    mention: picking ? mention : null,
    type,
    moved: setCaret,
    dismiss: () => setDismissed(token?.start ?? null),
    replaceToken,
    submit,
    press,
    open,
    attach,
  };
}
