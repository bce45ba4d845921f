import Button from "antd/es/button";
import Input from "antd/es/input";
import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import type { ConversationIntent as About } from "@/api/types";
import { Drop, sayDone, sayError } from "@/design";
import { Section } from "@/features/customers";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { correctIntent, useConversationIntent } from "../data";
import { intentName } from "../words";
import css from "./desk.module.css";

function Choices({ about, choose }: { about: About; choose: (id: string | null) => void }) {
  const [q, setQ] = useState("");
  const wanted = q.trim().toLowerCase();
  const found = about.choices.filter((one) =>
    `${one.name_zh} ${one.name_en} ${one.code}`.toLowerCase().includes(wanted),
  );
  return (
    <div className={css.choices}>
      {about.choices.length > 8 && (
        <Input
          autoFocus
          size="small"
          allowClear
          value={q}
          placeholder={t("intents.look")}
          aria-label={t("intents.look")}
          onChange={(event) => setQ(event.target.value)}
          onPressEnter={() => {
            if (wanted !== "" && found[0]) choose(found[0].id);
          }}
        />
      )}
      <ul aria-label={t("intents.correct_to")}>
        {found.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              title={one.about || undefined}
              aria-current={one.id === about.intent?.id || undefined}
              onClick={() => choose(one.id)}
            >
              <span className="cut">{intentName(one)}</span>
              {one.id === about.intent?.id && <Check size={14} aria-hidden />}
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="muted">{t("settings.look_none")}</li>}
      </ul>
      <button type="button" className={css.none} onClick={() => choose(null)}>
        {t("intents.none_of_them")}
      </button>
    </div>
  );
}

function sureness(about: About): string {
  if (about.corrected_by_name !== null) return t("intents.corrected_by", { name: about.corrected_by_name });
  if (!about.understood) return t("intents.not_understood");
  if (about.sureness === null || about.confidence === null) return t("intents.out_of_scope");
  return tCode("intents_sure", about.sureness);
}

/** What the conversation is about, as it was understood; corrected in one click by who works at a desk. */
export function ConversationIntent({ id }: { id: string }) {
  const session = useSession();
  const { data: about } = useConversationIntent(id);
  if (about === undefined || (about.choices.length === 0 && about.intent === null)) return null;
  const seq = about.seq;
  const choose = (intent: string | null, close: () => void): void => {
    close();
    if (seq === null) return;
    correctIntent(id, seq, intent).then(() => sayDone(t("intents.corrected")), sayError);
  };
  const name = about.intent === null ? t("intents.unknown") : intentName(about.intent);
  const hint = [
    about.text,
    about.confidence !== null ? t("intents.confidence", { share: Math.round(about.confidence * 100) }) : "",
    about.runner_up !== null ? t("intents.or_else", { name: intentName(about.runner_up) }) : "",
    about.number !== null ? t("intents.version", { number: about.number }) : "",
  ];
  return (
    <Section name="intent" title={t("intents.about")}>
      <div className={css.line} title={hint.filter(Boolean).join("\n")}>
        {can(session, "desk.use") && seq !== null && about.choices.length > 0 ? (
          <Drop content={(close) => <Choices about={about} choose={(intent) => choose(intent, close)} />}>
            {(open) => (
              <Button size="small" aria-expanded={open} aria-label={t("intents.correct", { name })}>
                <span className="cut">{name}</span>
                <ChevronDown size={13} aria-hidden />
              </Button>
            )}
          </Drop>
        ) : (
          <span className="cut">{name}</span>
        )}
        <small className="muted">{sureness(about)}</small>
      </div>
    </Section>
  );
}
