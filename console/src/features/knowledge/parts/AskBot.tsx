import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import type { Asked, Audience } from "@/api/types";
import { Tag, linkTo, sayError } from "@/design";
import { Markdown } from "@/features/conversations";
import { Why } from "@/features/synonyms";
import { locale, t, tCode } from "@/i18n";
import { askBot } from "../data";
import css from "./knowledge.module.css";

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function Found({ told }: { told: Asked }) {
  if (told.found.length === 0) return <p className="muted">{t("ask.nothing")}</p>;
  return (
    <ol className={css.found}>
      {told.found.map((one) => (
        <li key={one.id}>
          <div>
            <a {...linkTo(`/knowledge/${one.id}`)}>{one.title}</a>
            {told.sources.includes(one.id) && <Tag tone="green">{t("ask.source")}</Tag>}
            <b className="num">{percent(one.score)}</b>
          </div>
          <meter
            min={0}
            max={1}
            low={told.likely}
            high={told.sure}
            optimum={1}
            value={one.score}
            aria-label={one.title}
          />
          <small className="muted">{one.snippet}</small>
          <Why why={one.why} />
        </li>
      ))}
    </ol>
  );
}

function Answer({ told }: { told: Asked }) {
  if (told.does === null) return null;
  const sure = told.confidence === null ? "" : percent(told.confidence);
  return (
    <section className={css.answer} aria-live="polite">
      <header>
        <Tag tone={told.does === "reply" && told.sources.length > 0 ? "green" : "amber"}>
          {tCode("ask_does", told.does)}
        </Tag>
        {sure !== "" && <span className="muted">{t("ask.confidence", { sure })}</span>}
      </header>
      {told.text !== "" && <Markdown text={told.text} />}
    </section>
  );
}

/** A question put to the bot's own engine on the articles as they are now; nobody is told of it. */
export function AskBot({ close }: { close: () => void }) {
  const [question, setQuestion] = useState("");
  const [audience, setAudience] = useState<Audience>("customer");
  const [told, setTold] = useState<Asked | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = (whom: Audience): void => {
    setAudience(whom);
    if (question.trim() === "") return;
    setBusy(true);
    askBot(question, locale(), whom)
      .then(setTold)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Drawer open title={t("ask.title")} onClose={close} size={460}>
      <p className="muted">{t("ask.text")}</p>
      <div className={css.question}>
        <Input
          autoFocus
          value={question}
          maxLength={1000}
          placeholder={t("ask.example")}
          aria-label={t("ask.question")}
          onChange={(event) => setQuestion(event.target.value)}
          onPressEnter={() => ask(audience)}
        />
        <Button type="primary" loading={busy} disabled={question.trim() === ""} onClick={() => ask(audience)}>
          {t("ask.do")}
        </Button>
      </div>
      <Segmented<Audience>
        size="small"
        value={audience}
        onChange={ask}
        aria-label={t("ask.whom")}
        options={[
          { value: "customer", label: t("ask.bot") },
          { value: "agent", label: t("ask.desk") },
        ]}
      />
      {told !== null && (
        <>
          <Answer told={told} />
          <h3 className={css.sub}>{t("ask.found")}</h3>
          <Found told={told} />
          {told.does !== null && (
            <p className="muted">{t("ask.levels", { sure: percent(told.sure), likely: percent(told.likely) })}</p>
          )}
        </>
      )}
    </Drawer>
  );
}
