import Button from "antd/es/button";
import Input from "antd/es/input";
import { useState } from "react";
import type { ModelTried } from "@/api/types";
import { Failed, Tag, composing } from "@/design";
import { locale, t, tCode } from "@/i18n";
import { ask } from "../data";
import { TraceView } from "./TraceView";
import css from "./model.module.css";

function Told({ tried }: { tried: ModelTried }) {
  if (tried.does === "rules") return <p className="muted">{t("model.rules_first")}</p>;
  return (
    <div aria-live="polite">
      {tried.text !== "" && <blockquote className={css.answer}>{tried.text}</blockquote>}
      {tried.sources.length > 0 && (
        <p className={css.sources}>
          {tried.sources.map((one) => (
            <Tag key={one.id}>{one.title}</Tag>
          ))}
        </p>
      )}
      {tried.begins !== "" && <p>{t("model.begins", { name: tried.begins })}</p>}
      {tried.does !== "fell_back" && tried.text === "" && tried.begins === "" && (
        <p>{tCode("model_outcome", tried.does)}</p>
      )}
      {tried.does === "fell_back" && <p className="muted">{t("model.rules_answer")}</p>}
      {tried.trace !== null && <TraceView trace={tried.trace} />}
    </div>
  );
}

/** Ask the model as a customer's first message would; nobody is told, and it costs what it costs. */
export function TryModel() {
  const [text, setText] = useState("");
  const [tried, setTried] = useState<ModelTried | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const go = (): void => {
    if (text.trim() === "" || busy) return;
    setBusy(true);
    setFailed(null);
    setTried(null);
    ask(text, locale() === "en" ? "en" : "zh-CN")
      .then(setTried, setFailed)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.box}>
      <p className="muted">{t("model.try_text")}</p>
      <div className={css.tools}>
        <Input
          autoFocus
          maxLength={1000}
          value={text}
          placeholder={t("model.try_hint")}
          aria-label={t("model.try_label")}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !composing(event)) go();
          }}
        />
        <Button type="primary" loading={busy} disabled={text.trim() === ""} onClick={go}>
          {t("model.ask")}
        </Button>
      </div>
      {failed !== null && <Failed error={failed} retry={go} />}
      {tried !== null && <Told tried={tried} />}
    </section>
  );
}
