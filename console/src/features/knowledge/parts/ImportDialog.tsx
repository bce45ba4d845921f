import AutoComplete from "antd/es/auto-complete";
import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Modal from "antd/es/modal";
import Segmented from "antd/es/segmented";
import Table from "antd/es/table";
import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import type { ImportBody } from "@/api/knowledge";
import type { ImportLine } from "@/api/types";
import { Tag, sayDone, sentence } from "@/design";
import { t, tCode } from "@/i18n";
import { readText, takeIn } from "../data";
import css from "./knowledge.module.css";

const TONES = { make: "green", change: "brand", same: "plain", refused: "red" } as const;

function Lines({ lines }: { lines: ImportLine[] }) {
  return (
    <Table<ImportLine>
      rowKey="row"
      size="small"
      dataSource={lines}
      pagination={lines.length > 50 ? { pageSize: 50 } : false}
      scroll={{ y: 320 }}
      columns={[
        { title: t("import.row"), dataIndex: "row", width: 70, className: "num" },
        { title: t("articles.title"), render: (_, line) => line.title || "–" },
        {
          title: t("import.becomes"),
          width: 110,
          render: (_, line) => <Tag tone={TONES[line.action]}>{tCode("import_action", line.action)}</Tag>,
        },
        {
          title: t("import.detail"),
          render: (_, line) =>
            line.problems.length > 0
              ? line.problems.map((one) => (
                  <span key={one.field + one.code} className={css.refused}>
                    {one.code !== "required" && `${tCode("article_field", one.field)}: `}{" "}
                    {tCode(
                      "errors",
                      one.code,
                      { ...one.params, field: tCode("article_field", one.field) },
                      one.message,
                    )}
                  </span>
                ))
              : line.changed.map((field) => tCode("article_field", field)).join(t("list.comma")),
        },
      ]}
    />
  );
}

/** Articles from a file: shown line by line before anything is taken, then taken whole or not at all. */
export function ImportDialog({ categories, close }: { categories: string[]; close: () => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [category, setCategory] = useState("");
  const [published, setPublished] = useState(false);
  const [language, setLanguage] = useState<"zh-CN" | "en">("zh-CN");
  const [lines, setLines] = useState<ImportLine[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const run = async (
    text: string,
    name: string,
    more: Partial<ImportBody["chosen"]>,
    apply: boolean,
  ): Promise<void> => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const chosen = { locale: language, category, published, zone, ...more };
    setBusy(true);
    setRefused(null);
    try {
      const found = await takeIn({ text, format: /\.(csv|tsv|txt)$/i.test(name) ? "csv" : "markdown", chosen, apply });
      setLines(found);
      if (!apply) return;
      sayDone(t("import.done", { count: found.filter(({ action }) => action !== "same").length }));
      close();
    } catch (error) {
      setRefused(sentence(error));
      if (!apply) setLines(null);
    } finally {
      setBusy(false);
    }
  };
  const again = (more: Partial<ImportBody["chosen"]>): void => {
    if (file !== null) void run(file.text, file.name, more, false);
  };
  const pick = async (picked: File): Promise<void> => {
    const text = await readText(picked);
    setFile({ name: picked.name, text });
    await run(text, picked.name, {}, false);
  };
  const bad = lines?.filter(({ action }) => action === "refused").length ?? 0;
  const useful = lines?.some(({ action }) => action === "make" || action === "change") ?? false;
  return (
    <Modal
      open
      width={760}
      title={t("import.title")}
      okText={t("import.do")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: file === null || bad > 0 || !useful }}
      confirmLoading={busy}
      onOk={() => file !== null && void run(file.text, file.name, {}, true)}
      onCancel={close}
    >
      <p className="muted">{t("import.text")}</p>
      <div className={css.filters}>
        <Button icon={<Upload size={14} aria-hidden />} loading={busy} onClick={() => picker.current?.click()}>
          {file === null ? t("import.pick") : file.name}
        </Button>
        <input
          ref={picker}
          type="file"
          className={css.picker}
          accept=".csv,.tsv,.txt,.md,.markdown"
          onChange={(event) => {
            const picked = event.target.files?.[0];
            event.target.value = "";
            if (picked) void pick(picked);
          }}
        />
        <AutoComplete
          className={css.category ?? ""}
          value={category}
          placeholder={t("import.category")}
          aria-label={t("import.category")}
          options={categories.map((value) => ({ value }))}
          onChange={setCategory}
          onBlur={() => again({})}
        />
        <Segmented<"zh-CN" | "en">
          value={language}
          aria-label={t("articles.language")}
          onChange={(value) => {
            setLanguage(value);
            again({ locale: value });
          }}
          options={(["zh-CN", "en"] as const).map((value) => ({ value, label: tCode("look.in", value) }))}
        />
        <Checkbox checked={published} onChange={(event) => setPublished(event.target.checked)}>
          {t("import.publish")}
        </Checkbox>
      </div>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
      {bad > 0 && (
        <p className={css.refused} role="alert">
          {t("import.bad", { count: bad })}
        </p>
      )}
      {lines !== null && <Lines lines={lines} />}
    </Modal>
  );
}
