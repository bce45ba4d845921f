import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import { FlaskConical, PencilLine } from "lucide-react";
import { useState } from "react";
import type { IntentExample } from "@/api/types";
import { Ago, IconButton, Tag, composing, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { holdOut, rewrite } from "../data";
import { whoOf } from "../words";
import css from "./understanding.module.css";

interface Props {
  one: IntentExample;
  may: boolean;
  chosen: boolean;
  pick: (on: boolean) => void;
}

function Rewriting({ one, close }: { one: IntentExample; close: () => void }) {
  const [text, setText] = useState(one.text);
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    if (text.trim() === one.text) return close();
    setBusy(true);
    rewrite(one.id, text)
      .then(close, sayError)
      .finally(() => setBusy(false));
  };
  return (
    <span className={css.rewriting}>
      <Input
        autoFocus
        size="small"
        maxLength={500}
        value={text}
        aria-label={t("intents.rewrite")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (composing(event)) return;
          if (event.key === "Enter") save();
          if (event.key === "Escape") close();
        }}
      />
      <Button size="small" type="primary" loading={busy} disabled={text.trim() === ""} onClick={save}>
        {t("action.save")}
      </Button>
    </span>
  );
}

/** One example: its words, where it is from, and whether it is of the test set. */
export function ExampleLine({ one, may, chosen, pick }: Props) {
  const [writing, setWriting] = useState(false);
  return (
    <li data-chosen={chosen || undefined}>
      {may && <Checkbox checked={chosen} aria-label={one.text} onChange={(event) => pick(event.target.checked)} />}
      {writing ? (
        <Rewriting one={one} close={() => setWriting(false)} />
      ) : (
        <span className={css.sentence}>
          {one.text}
          {one.held_out && <Tag title={t("intents.held_out_hint")}>{t("intents.held_out")}</Tag>}
          {one.origin === "corrected" && <Tag tone="brand">{tCode("intents_kind", "corrected")}</Tag>}
          <small className="muted" title={tCode("intents_kind", one.origin)}>
            {whoOf(one.by_name)} · <Ago at={one.at} />
          </small>
        </span>
      )}
      {may && !writing && (
        <span className={css.lineActions}>
          <IconButton
            label={t("intents.rewrite")}
            icon={<PencilLine size={14} aria-hidden />}
            onClick={() => setWriting(true)}
          />
          <IconButton
            label={one.held_out ? t("intents.let_in") : t("intents.hold_out")}
            icon={<FlaskConical size={14} aria-hidden />}
            onClick={() => void holdOut(one.id, !one.held_out).catch(sayError)}
          />
        </span>
      )}
    </li>
  );
}
