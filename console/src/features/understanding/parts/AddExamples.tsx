import Button from "antd/es/button";
import Input from "antd/es/input";
import { useState } from "react";
import type { ExamplesAdded, IntentLine } from "@/api/types";
import { ClearIcon, IconButton, MOD, composing, mod, sayError, useUnsaved } from "@/design";
import { t } from "@/i18n";
import { addExamples } from "../data";
import { linesOf, nameOf, whyOf } from "../words";
import css from "./understanding.module.css";

/** Many examples at once, one a line. */
export function AddExamples({ intent, added }: { intent: string | null; added: (what: ExamplesAdded) => void }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const lines = linesOf(text);
  useUnsaved(lines.length > 0);
  const add = (): void => {
    if (lines.length === 0 || busy) return;
    setBusy(true);
    addExamples(intent, lines)
      .then((what) => {
        setText("");
        added(what);
      }, sayError)
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.adding}>
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 10 }}
        value={text}
        placeholder={t("intents.add_hint")}
        aria-label={t("intents.add")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && mod(event) && !composing(event)) add();
        }}
      />
      {lines.length > 0 && (
        <Button type="primary" size="small" loading={busy} onClick={add} title={`${MOD}+Enter`}>
          {t("intents.add_count", { count: lines.length })}
        </Button>
      )}
    </div>
  );
}

/** What became of what was added: of each that was not, why. */
export function AddedNote({ added, items, close }: { added: ExamplesAdded; items: IntentLine[]; close: () => void }) {
  const byId = new Map(items.map((one) => [one.id, one.code]));
  return (
    <div className={css.note} role="status">
      <p>
        {t("intents.added", { count: added.added, held: added.held_out })}
        {added.masked > 0 && <> {t("intents.masked", { count: added.masked })}</>}
      </p>
      <IconButton label={t("intents.close")} icon={<ClearIcon />} onClick={close} />
      {added.refused.length > 0 && (
        <ul>
          {added.refused.slice(0, 20).map((one) => (
            <li key={one.line}>
              {t("intents.row", { row: one.line })}
              {"　"}
              {one.text !== "" && <q>{one.text}</q>}{" "}
              {whyOf(one.why, nameOf(items, one.intent_id === null ? null : (byId.get(one.intent_id) ?? null)))}
            </li>
          ))}
          {added.refused.length > 20 && <li>{t("intents.and_more", { count: added.refused.length - 20 })}</li>}
        </ul>
      )}
    </div>
  );
}
