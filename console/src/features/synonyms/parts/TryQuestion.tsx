import Button from "antd/es/button";
import Input from "antd/es/input";
import { useState } from "react";
import type { Asked } from "@/api/types";
import { composing, linkTo, sayError } from "@/design";
import { t } from "@/i18n";
import { tryQuestion } from "../data";
import { Why } from "./Why";
import css from "./synonyms.module.css";

/** What the search finds for a question now, and why. Nothing is kept. */
export function TryQuestion() {
  const [question, setQuestion] = useState("");
  const [told, setTold] = useState<Asked | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = (): void => {
    if (question.trim() === "") return;
    setBusy(true);
    tryQuestion(question)
      .then(setTold)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.part}>
      <h3>{t("synonyms.try")}</h3>
      <div className={css.ask}>
        <Input
          value={question}
          maxLength={1000}
          placeholder={t("synonyms.try_example")}
          aria-label={t("synonyms.try")}
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !composing(event)) ask();
          }}
        />
        <Button loading={busy} disabled={question.trim() === ""} onClick={ask}>
          {t("synonyms.try_do")}
        </Button>
      </div>
      <div aria-live="polite">
        {told?.found.length === 0 && <p className="muted">{t("ask.nothing")}</p>}
        {told !== null && told.found.length > 0 && (
          <ol className={css.found}>
            {told.found.map((one) => (
              <li key={one.id}>
                <div>
                  <a {...linkTo(`/knowledge/${one.id}`)}>{one.title}</a>
                  <b className="num">{Math.round(one.score * 100)}%</b>
                </div>
                <Why why={one.why} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  );
}
