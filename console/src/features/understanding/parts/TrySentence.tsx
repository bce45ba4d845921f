import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import type { IntentTried, IntentsPage } from "@/api/types";
import { Failed, Tag, composing } from "@/design";
import { t, tCode } from "@/i18n";
import { trySentence, useVersions } from "../data";
import { nameOf, percent } from "../words";
import css from "./understanding.module.css";

const TONES = { sure: "green", likely: "brand", unsure: "amber" } as const;

function Told({ said, page }: { said: IntentTried; page: IntentsPage }) {
  return (
    <div className={css.told} aria-live="polite">
      <p>
        {said.in_scope ? (
          <Tag tone={TONES[said.sureness]}>{tCode("intents_sure", said.sureness)}</Tag>
        ) : (
          <Tag tone="amber">{t("intents.out_of_scope")}</Tag>
        )}{" "}
        <small className="muted">
          {t("intents.version", { number: said.number })} ·{" "}
          {t("intents.milliseconds", { count: said.milliseconds.toFixed(0) })}
        </small>
      </p>
      {!said.in_scope && <p className="muted">{t("intents.out_of_scope_hint")}</p>}
      <ol className={css.bars}>
        {said.top.map((one) => (
          <li key={one.intent}>
            <span className="cut">{nameOf(page.items, one.intent)}</span>
            <span className={css.bar} aria-hidden>
              <i style={{ width: `${Math.round(one.confidence * 100)}%` }} />
            </span>
            <span className="num">{percent(one.confidence)}</span>
          </li>
        ))}
      </ol>
      {said.near.length > 0 && (
        <>
          <h3>{t("intents.nearest")}</h3>
          <ul className={css.near}>
            {said.near.map((one) => (
              <li key={one.text}>
                <q>{one.text}</q> <Tag>{nameOf(page.items, one.intent)}</Tag>{" "}
                <small className="muted num">{t("intents.likeness", { value: one.likeness.toFixed(2) })}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What a version makes of a sentence; nothing of it is kept. */
export function TrySentence({ page }: { page: IntentsPage }) {
  const versions = useVersions();
  const [text, setText] = useState("");
  const [version, setVersion] = useState<string | null>(null);
  const [said, setSaid] = useState<IntentTried | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const usable = versions.data?.items.filter((one) => one.kept) ?? [];
  const chosen = version ?? page.published?.id ?? usable[0]?.id ?? null;
  const ask = (of: string | null = chosen): void => {
    if (text.trim() === "" || busy) return;
    setBusy(true);
    setFailed(null);
    trySentence(text, of)
      .then(setSaid, (error: unknown) => {
        setSaid(null);
        setFailed(error);
      })
      .finally(() => setBusy(false));
  };
  if (versions.data !== undefined && usable.length === 0) return <p className="muted">{t("intents.try_nothing")}</p>;
  return (
    <section className={css.editor}>
      <div className={css.tools}>
        <Input
          autoFocus
          maxLength={500}
          value={text}
          placeholder={t("intents.try_hint")}
          aria-label={t("intents.try_label")}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !composing(event)) ask();
          }}
        />
        {usable.length > 1 && (
          <Select
            className={css.move ?? ""}
            aria-label={t("intents.which")}
            value={chosen}
            onChange={(id) => {
              setVersion(id);
              if (said !== null) ask(id);
            }}
            options={usable.map((one) => ({
              value: one.id,
              label: `${t("intents.version", { number: one.number })} · ${tCode("intents_state", one.state)}`,
            }))}
          />
        )}
        <Button type="primary" loading={busy} disabled={text.trim() === ""} onClick={() => ask()}>
          {t("intents.try")}
        </Button>
      </div>
      {failed !== null && <Failed error={failed} retry={() => ask()} />}
      {said !== null && <Told said={said} page={page} />}
    </section>
  );
}
