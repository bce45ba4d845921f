import Button from "antd/es/button";
import { AtSign, NotebookText, Paperclip, SendHorizontal } from "lucide-react";
import { useRef, useState } from "react";
import type { Row } from "@/api/types";
import { IconButton, MOD, composing, mod } from "@/design";
import { usePeople } from "@/features/people";
import { TemplatePicker } from "@/features/templates";
import { t } from "@/i18n";
import { holes, mentionToken, mentioned, sends, slashToken } from "../../composing";
import type { Rights } from "../../detail";
import { changeDraft, draftOf, useDraft } from "../../drafts";
import { send } from "../../outbox";
import { addFiles, clearUploads, useUploads } from "../../uploads";
import { MentionPicker } from "./MentionPicker";
import { TextField } from "./TextField";
import { UploadList } from "./UploadList";
import { useTyping } from "./useTyping";
import css from "./composer.module.css";

interface Props {
  row: Row;
  rights: Rights;
}

/** Why a reply cannot be written here now. */
function closedWords(row: Row, rights: Rights): string {
  if (rights.wrapUp) return t("composer.closed.wrap_up");
  if (row.phase === "closed") return t("composer.closed.closed");
  if (row.phase === "bot") return t("composer.closed.bot");
  if (rights.waiting) return t("composer.closed.waiting");
  return t("composer.closed.other", { name: row.agent?.name ?? "" });
}

function filesOf(data: DataTransfer): File[] {
  return [...data.files];
}

export function Composer({ row, rights }: Props) {
  const { id } = row;
  const draft = useDraft(id);
  const tab = rights.reply ? draft.tab : "note";
  const text = draft[tab];
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [dragging, setDragging] = useState(false);
  const [hint, setHint] = useState(false);
  const uploads = useUploads(id);
  const agents = usePeople((state) => Object.values(state.agents));
  const sendKey = usePeople((state) => state.settings.send_key);
  const typing = useTyping(id);
  const slash = tab === "reply" ? slashToken(text, caret) : null;
  const mention = tab === "note" ? mentionToken(text, caret) : null;
  const token = slash ?? mention;
  const picking = token !== null && token.start !== dismissed;
  const pending = tab === "reply" && uploads.some((item) => item.attachment === null);
  const missing = tab === "reply" ? holes(text) : [];
  const something = text.trim() !== "" || (tab === "reply" && uploads.length > 0);

  const write = (next: string, at = next.length): void => {
    changeDraft(id, { [tab]: next === "\n" ? "" : next });
    setCaret(at);
    setHint(false);
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
    if (!something || pending) return;
    if (missing.length > 0) {
      setHint(true);
      const at = text.indexOf(missing[0] ?? "");
      field.current?.setSelectionRange(at, at + (missing[0]?.length ?? 0));
      return;
    }
    const words = text.trim();
    if (tab === "note") send(id, { kind: "note", text: words, mentions: mentioned(words, agents) });
    else if (words !== "") send(id, { kind: "text", text: words });
    if (tab === "reply") {
      for (const item of uploads) {
        if (item.attachment === null) continue;
        send(id, { kind: item.image ? "image" : "file", attachment_id: item.attachment.id }, { name: item.name, url: item.url, width: item.width, height: item.height });
      }
      clearUploads(id);
      typing(false);
    }
    write("");
  };
  const press = (event: React.KeyboardEvent): void => {
    const setting = sends({ key: event.key, shift: event.shiftKey, mod: mod(event), alt: event.altKey, composing: composing(event) }, sendKey);
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
    addFiles(id, files);
    return true;
  };

  return (
    <div
      className={css.composer}
      data-tab={tab}
      data-dragging={dragging || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setDragging(tab === "reply" && event.dataTransfer.types.includes("Files"));
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDragging(false);
        attach(filesOf(event.dataTransfer));
      }}
      onPaste={(event) => {
        if (attach(filesOf(event.clipboardData))) event.preventDefault();
      }}
    >
      {picking && slash && <TemplatePicker conversationId={id} query={slash.query} field={field} use={replaceToken} close={() => setDismissed(slash.start)} />}
      {picking && mention && <MentionPicker query={mention.query} field={field} use={(name) => replaceToken(`@${name} `)} close={() => setDismissed(mention.start)} />}
      <div className={css.tabs} role="tablist">
        <button type="button" role="tab" aria-selected={tab === "reply"} disabled={!rights.reply} onClick={() => changeDraft(id, { tab: "reply" })}>
          {t("composer.reply")}
        </button>
        <button type="button" role="tab" aria-selected={tab === "note"} onClick={() => changeDraft(id, { tab: "note" })}>
          {t("composer.note")}
        </button>
        <span className={css.why}>{rights.reply ? (tab === "note" ? t("composer.note_hint") : "") : closedWords(row, rights)}</span>
      </div>
      <TextField
        ref={field}
        text={text}
        label={tab === "note" ? t("composer.note") : t("composer.reply")}
        placeholder={tab === "note" ? t("composer.note_placeholder") : t("composer.reply_placeholder", { name: row.customer.name })}
        write={(next, at) => {
          setDismissed((start) => (start !== null && start < next.length && (next[start] === "/" || next[start] === "@") ? start : null));
          write(next, at);
        }}
        moved={setCaret}
        press={press}
      />
      {tab === "reply" && uploads.length > 0 && <UploadList id={id} uploads={uploads} />}
      <div className={css.bar}>
        {tab === "reply" ? (
          <>
            <IconButton label={t("composer.attach")} icon={<Paperclip size={16} aria-hidden />} onClick={() => picker.current?.click()} />
            <IconButton label={t("composer.template")} keys="/" icon={<NotebookText size={16} aria-hidden />} onClick={() => open("/")} />
            <input ref={picker} type="file" multiple hidden onChange={(event) => (attach([...(event.target.files ?? [])]), (event.target.value = ""))} />
          </>
        ) : (
          <IconButton label={t("composer.mention")} keys="@" icon={<AtSign size={16} aria-hidden />} onClick={() => open("@")} />
        )}
        <span className={css.hint} data-alarm={hint || undefined} role={hint ? "alert" : undefined}>
          {missing.length > 0 ? t("composer.missing", { names: missing.map((hole) => hole.slice(2, -2)).join(t("list.comma")) }) : sendKey === "enter" ? t("composer.keys") : t("composer.keys_mod", { mod: MOD })}
        </span>
        <Button type="primary" size="small" disabled={!something || pending} loading={pending} icon={<SendHorizontal size={14} aria-hidden />} onClick={submit}>
          {tab === "note" ? t("composer.save_note") : t("composer.send")}
        </Button>
      </div>
    </div>
  );
}
