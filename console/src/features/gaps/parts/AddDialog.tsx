import Checkbox from "antd/es/checkbox";
import Select from "antd/es/select";
import { useState } from "react";
import type { GapWhole } from "@/api/types";
import { sayDone, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { addToArticle, useNearest } from "../data";
import css from "./gaps.module.css";

/** Questions of a gap become similar questions of an article that is there. */
export function AddDialog({ whole, close }: { whole: GapWhole; close: () => void }) {
  const texts = [...new Set(whole.questions.map((one) => one.text))];
  const [words, setWords] = useState(whole.gap.title);
  const [article, setArticle] = useState<string | null>(null);
  const [chosen, setChosen] = useState(texts);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const nearest = useNearest(words);
  const add = (): void => {
    if (article === null) return;
    setBusy(true);
    addToArticle(whole.gap, article, chosen)
      .then(
        () => {
          sayDone(t("gaps.added"));
          close();
        },
        (error: unknown) => setRefused(sentence(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t("gaps.add")}
      okText={t("gaps.add_do")}
      okButtonProps={{ disabled: article === null || chosen.length === 0 }}
      confirmLoading={busy}
      dirty={() => article !== null}
      onOk={add}
      cancel={close}
    >
      <div className={css.fields}>
        <label>
          <span>{t("gaps.which")}</span>
          <Select
            showSearch={{ filterOption: false, onSearch: (typed) => setWords(typed || whole.gap.title) }}
            style={{ width: "100%" }}
            value={article}
            placeholder={t("gaps.which_hint")}
            options={nearest.data ?? []}
            loading={nearest.isFetching}
            onChange={setArticle}
          />
        </label>
        <Checkbox.Group value={chosen} onChange={setChosen}>
          <div className={css.fields}>
            {texts.map((one) => (
              <Checkbox key={one} value={one}>
                {one}
              </Checkbox>
            ))}
          </div>
        </Checkbox.Group>
      </div>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </Dialog>
  );
}
