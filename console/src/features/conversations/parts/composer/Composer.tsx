import Button from "antd/es/button";
import { AtSign, BookOpen, Ear, NotebookText, Paperclip, SendHorizontal } from "lucide-react";
import { Suspense, lazy, useRef, useState } from "react";
import type { Row } from "@/api/types";
import { IconButton, MOD, serverNow, useNow } from "@/design";
import { askMacro } from "@/features/macros";
import { TemplatePicker } from "@/features/templates";
import { t, tCode } from "@/i18n";
import { upcoming } from "@/i18n/when";
import { quotaSpent } from "../../composing";
import type { Rights } from "../../detail";
import { changeDraft } from "../../drafts";
import { MentionPicker } from "./MentionPicker";
import { Quoted } from "./Quoted";
import { TextField } from "./TextField";
import { UploadList } from "./UploadList";
import { useComposer } from "./useComposer";
import css from "./composer.module.css";

const SendArticle = lazy(() => import("./SendArticle"));

interface Props {
  row: Row;
  rights: Rights;
}

/** Why a reply cannot be written here now. */
function closedWords(row: Row, rights: Rights): string {
  if (rights.wrapUp) return t("composer.closed.wrap_up");
  if (row.phase === "closed") return t("composer.closed.closed");
  if (row.phase === "bot") return t("composer.closed.bot");
  if (row.phase === "queued" || row.phase === "offered") return t("composer.closed.waiting");
  return t("composer.closed.other", { name: row.agent?.name ?? "" });
}

type Writing = ReturnType<typeof useComposer>;

function Tabs({ row, rights, tab }: Props & { tab: Writing["tab"] }) {
  const words = { reply: t("composer.reply"), whisper: t("composer.whisper"), note: t("composer.note") };
  const names = rights.join.whisper ? (["reply", "whisper", "note"] as const) : (["reply", "note"] as const);
  const hints = {
    reply: "",
    whisper: t("composer.whisper_hint", { name: row.agent?.name ?? "" }),
    note: rights.reply || rights.join.whisper ? t("composer.note_hint") : closedWords(row, rights),
  };
  return (
    <div className={css.tabs} role="tablist">
      {names.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          aria-selected={tab === name}
          disabled={name === "reply" && !rights.reply}
          onClick={() => changeDraft(row.id, { tab: name })}
        >
          {words[name]}
        </button>
      ))}
      <span className={css.why}>
        {tab === "reply" && row.quota !== null ? <Quota quota={row.quota} /> : hints[tab]}
      </span>
    </div>
  );
}

function Tools({ id, tab, open, attach }: Pick<Writing, "tab" | "open" | "attach"> & { id: string }) {
  const [article, setArticle] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  if (tab === "whisper") return <Ear size={16} className={css.ear} aria-hidden />;
  if (tab === "note") {
    return (
      <IconButton
        label={t("composer.mention")}
        keys="@"
        icon={<AtSign size={16} aria-hidden />}
        onClick={() => open("@")}
      />
    );
  }
  const chosen = (event: React.ChangeEvent<HTMLInputElement>): void => {
    attach([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  return (
    <>
      <IconButton
        label={t("composer.attach")}
        icon={<Paperclip size={16} aria-hidden />}
        onClick={() => picker.current?.click()}
      />
      <IconButton
        label={t("composer.template")}
        keys="/"
        icon={<NotebookText size={16} aria-hidden />}
        onClick={() => open("/")}
      />
      <IconButton
        label={t("send_article.title")}
        icon={<BookOpen size={16} aria-hidden />}
        onClick={() => setArticle(true)}
      />
      <Suspense>{article && <SendArticle id={id} close={() => setArticle(false)} />}</Suspense>
      <input ref={picker} type="file" multiple hidden onChange={chosen} />
    </>
  );
}

/** "{{order.no}}" → 订单号 */
function holeName(hole: string): string {
  return tCode("variable", hole.slice(2, -2).trim());
}

function hintWords({ missing, sendKey, over }: Writing): string {
  if (over > 0) return t("composer.over", { count: over });
  if (missing.length > 0) {
    return t("composer.missing", { names: missing.map(holeName).join(t("list.comma")) });
  }
  return sendKey === "enter" ? t("composer.keys") : t("composer.keys_mod", { mod: MOD });
}

/** How many replies the channel still takes. */
function Quota({ quota }: { quota: NonNullable<Row["quota"]> }) {
  const now = useNow(20);
  const spent = quotaSpent(quota, now);
  return (
    <span className={css.quota} data-low={quota.left <= 1 || spent || undefined} role={spent ? "alert" : undefined}>
      {spent
        ? t("quota.spent")
        : t("quota.left", { left: quota.left, of: quota.of, until: upcoming(quota.until, now) })}
    </span>
  );
}

function Bar({ id, writing, spent }: { id: string; writing: Writing; spent: boolean }) {
  const { tab, hint, over, something, pending, submit } = writing;
  const alarm = hint || over > 0;
  return (
    <div className={css.bar}>
      <Tools id={id} tab={tab} open={writing.open} attach={writing.attach} />
      <span className={css.hint} data-alarm={alarm || undefined} role={alarm ? "alert" : undefined}>
        {hintWords(writing)}
      </span>
      <Button
        type="primary"
        size="small"
        disabled={!something || pending || over > 0 || spent}
        loading={pending}
        icon={<SendHorizontal size={14} aria-hidden />}
        onClick={submit}
      >
        {{ reply: t("composer.send"), whisper: t("composer.send_whisper"), note: t("composer.save_note") }[tab]}
      </Button>
    </div>
  );
}

function Pickers({ id, writing }: { id: string; writing: Writing }) {
  const { slash, mention, field, replaceToken, dismiss } = writing;
  if (slash !== null) {
    return (
      <TemplatePicker
        conversationId={id}
        query={slash.query}
        field={field}
        use={replaceToken}
        run={askMacro}
        close={dismiss}
      />
    );
  }
  if (mention === null) return null;
  return (
    <MentionPicker query={mention.query} field={field} use={(name) => replaceToken(`@${name} `)} close={dismiss} />
  );
}

export function Composer({ row, rights }: Props) {
  const spent = row.quota !== null && quotaSpent(row.quota, serverNow());
  const writing = useComposer(row.id, { reply: rights.reply, whisper: rights.join.whisper }, spent);
  const { tab, text, uploads, attach } = writing;
  const [dragging, setDragging] = useState(false);
  const words = {
    reply: [t("composer.reply"), t("composer.reply_placeholder", { name: row.customer.name })],
    whisper: [t("composer.whisper"), t("composer.whisper_placeholder", { name: row.agent?.name ?? "" })],
    note: [t("composer.note"), t("composer.note_placeholder")],
  }[tab];
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
        attach([...event.dataTransfer.files]);
      }}
      onPaste={(event) => {
        if (attach([...event.clipboardData.files])) event.preventDefault();
      }}
    >
      <Pickers id={row.id} writing={writing} />
      <Tabs row={row} rights={rights} tab={tab} />
      {writing.quote !== null && tab !== "whisper" && <Quoted id={row.id} quote={writing.quote} />}
      <TextField
        ref={writing.field}
        text={text}
        label={words[0] ?? ""}
        placeholder={words[1] ?? ""}
        write={writing.type}
        moved={writing.moved}
        press={writing.press}
      />
      {tab === "reply" && uploads.length > 0 && <UploadList id={row.id} uploads={uploads} />}
      <Bar id={row.id} writing={writing} spent={tab === "reply" && spent} />
    </div>
  );
}
