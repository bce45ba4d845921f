import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useRef, useState } from "react";
import { articles } from "@/api/knowledge";
import { Bones, Failed, newId, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { Markdown } from "../thread/Prose";
import css from "./article.module.css";

/** What is found for a question, while it is typed. */
function Found({ pick }: { pick: (id: string) => void }) {
  const [q, setQ] = useState("");
  const found = useQuery({
    queryKey: ["article-search", q],
    queryFn: ({ signal }) => articles.find(q, signal),
    enabled: q.trim() !== "",
    placeholderData: (before) => before,
  });
  const items = q.trim() === "" ? [] : (found.data?.items ?? []);
  return (
    <>
      <Input
        autoFocus
        allowClear
        value={q}
        maxLength={200}
        aria-label={t("send_article.search")}
        placeholder={t("send_article.search")}
        onChange={(event) => setQ(event.target.value)}
      />
      {found.isError && <Failed error={found.error} retry={() => void found.refetch()} />}
      {q.trim() !== "" && found.data !== undefined && items.length === 0 && (
        <p className="muted" role="status">
          {t("send_article.nothing")}
        </p>
      )}
      <ul className={css.hits}>
        {items.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => pick(one.id)}>
              <b>{one.title}</b>
              <span>{one.snippet}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The whole article as the customer will see it, before it is sent. */
function Chosen({ id, back, send, busy }: { id: string; back: () => void; send: () => void; busy: boolean }) {
  const shown = useQuery({ queryKey: ["article-shown", id], queryFn: ({ signal }) => articles.shown(id, signal) });
  if (shown.isError) return <Failed error={shown.error} retry={() => void shown.refetch()} />;
  if (shown.data === undefined) return <Bones rows={5} />;
  const open = shown.data.audience === "customer" && shown.data.published;
  return (
    <>
      <h3>{shown.data.title}</h3>
      <div className={css.body}>
        <Markdown text={shown.data.body} />
      </div>
      {!open && <p role="alert">{tCode("errors", "not_for_customers")}</p>}
      <footer className={css.foot}>
        <Button icon={<ArrowLeft size={14} aria-hidden />} onClick={back}>
          {t("send_article.back")}
        </Button>
        <Button type="primary" disabled={!open} loading={busy} onClick={send}>
          {t("send_article.send")}
        </Button>
      </footer>
    </>
  );
}

/** An article looked up and sent whole, with its pictures and steps. */
export default function SendArticle({ id, close }: { id: string; close: () => void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(newId());
  const send = (): void => {
    if (chosen === null) return;
    setBusy(true);
    articles
      .send(id, chosen, key.current)
      .then(() => {
        sayDone(t("send_article.sent"));
        close();
      })
      .catch((error: unknown) => {
        sayError(error);
        setBusy(false);
      });
  };
  return (
    <Modal open centered footer={null} width={640} title={t("send_article.title")} onCancel={close}>
      {chosen === null ? (
        <Found pick={setChosen} />
      ) : (
        <Chosen
          id={chosen}
          busy={busy}
          send={send}
          back={() => {
            key.current = newId();
            setChosen(null);
          }}
        />
      )}
    </Modal>
  );
}
