import Input from "antd/es/input";
import { useState } from "react";
import type { SynonymLine } from "@/api/types";
import { sayDone, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { saveLine, wordsOf } from "../data";
import css from "./synonyms.module.css";

/** A new line of words, or other words for one. */
export function LineDialog({ line, close }: { line: SynonymLine | null; close: () => void }) {
  const before = line?.words.join(" ") ?? "";
  const [typed, setTyped] = useState(before);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const save = (): void => {
    setBusy(true);
    saveLine(line, wordsOf(typed))
      .then(
        () => {
          sayDone(t("synonyms.saved"));
          close();
        },
        (error: unknown) => setRefused(sentence(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={line === null ? t("synonyms.new") : t("synonyms.change")}
      okText={t("action.save")}
      okButtonProps={{ disabled: wordsOf(typed).length < 2 }}
      confirmLoading={busy}
      dirty={() => typed !== before}
      onOk={save}
      cancel={close}
    >
      <Input.TextArea
        autoFocus
        value={typed}
        maxLength={700}
        autoSize={{ minRows: 2, maxRows: 6 }}
        placeholder={t("synonyms.example")}
        aria-label={t("synonyms.words")}
        onChange={(event) => {
          setTyped(event.target.value);
          setRefused(null);
        }}
      />
      <p className="muted">{t("synonyms.words_hint")}</p>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </Dialog>
  );
}
