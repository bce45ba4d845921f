import AutoComplete from "antd/es/auto-complete";
import Checkbox from "antd/es/checkbox";
import Modal from "antd/es/modal";
import Segmented from "antd/es/segmented";
import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import type { Split, Taking } from "@/api/knowledge";
import type { DocumentPlan } from "@/api/types";
import { sayDone, sentence } from "@/design";
import { t, tCode } from "@/i18n";
import { takeIn } from "../data";
import { ImportFiles } from "./ImportFiles";
import { ImportLines } from "./ImportLines";
import css from "./import.module.css";

const KINDS = ".docx,.docm,.pdf,.html,.htm,.xhtml,.md,.markdown,.txt,.csv,.tsv";
const SPLITS = ["auto", "one", "two", "file"] as const;

/** Where files are dropped, or chosen. */
function Drop({ busy, take }: { busy: boolean; take: (files: File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      }}
    >
      <button type="button" disabled={busy} onClick={() => picker.current?.click()}>
        <FileUp size={20} aria-hidden />
        <b>{busy ? t("import.reading") : t("import.drop")}</b>
        <small className="muted">{t("import.limits")}</small>
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        className={css.picker}
        accept={KINDS}
        onChange={(event) => {
          const picked = [...(event.target.files ?? [])];
          event.target.value = "";
          take(picked);
        }}
      />
    </div>
  );
}

type How = Pick<Taking, "split" | "locale" | "category" | "published">;
const BEGIN: How = { split: "auto", locale: "zh-CN", category: "", published: false };

/** Articles from documents: seen before anything is taken, then taken whole or not at all. */
export function ImportDialog({ categories, close }: { categories: string[]; close: () => void }) {
  const [files, setFiles] = useState<File[]>([]);
  const [how, setHow] = useState(BEGIN);
  const [plan, setPlan] = useState<DocumentPlan | null>(null);
  const [leave, setLeave] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const turn = useRef(0);
  const run = async (given: File[], wanted: How, write: boolean): Promise<void> => {
    const mine = ++turn.current;
    if (!write) setLeave(new Set());
    if (given.length === 0) return setPlan(null);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setBusy(true);
    setRefused(null);
    try {
      const found = await takeIn(given, { ...wanted, zone, leave: write ? [...leave] : [], write });
      if (mine !== turn.current) return;
      setPlan(found);
      if (!write) return;
      const count = found.items.filter(({ action, taken }) => taken && action !== "same").length;
      sayDone(t("import.done", { count }));
      close();
    } catch (error) {
      if (mine !== turn.current) return;
      setRefused(sentence(error));
      if (!write) setPlan(null);
    } finally {
      if (mine === turn.current) setBusy(false);
    }
  };
  const have = (given: File[]): void => {
    setFiles(given);
    void run(given, how, false);
  };
  const change = (part: Partial<How>, again: boolean): void => {
    const wanted = { ...how, ...part };
    setHow(wanted);
    if (again && files.length > 0) void run(files, wanted, false);
  };
  const toggle = (key: string): void => {
    const next = new Set(leave);
    if (!next.delete(key)) next.add(key);
    setLeave(next);
  };
  const taken = plan?.items.filter(({ key }) => !leave.has(key)) ?? [];
  const bad = taken.filter(({ action }) => action === "refused").length;
  const uncategorised = taken.some(({ problems }) => problems.some(({ field }) => field === "category"));
  const unread = plan?.files.filter(({ problem }) => problem !== null).length ?? 0;
  const useful = taken.filter(({ action }) => action === "make" || action === "change").length;
  return (
    <Modal
      open
      width={860}
      title={t("import.title")}
      okText={t("import.do", { count: useful })}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: bad + unread > 0 || useful === 0 }}
      confirmLoading={busy}
      onOk={() => void run(files, how, true)}
      onCancel={close}
    >
      <p className="muted">{t("import.text")}</p>
      <Drop busy={busy} take={(more) => more.length > 0 && have([...files, ...more])} />
      <p className="muted">{t("import.more")}</p>
      <div className={css.how}>
        <Segmented<Split>
          value={how.split}
          aria-label={t("import.split")}
          onChange={(split) => change({ split }, true)}
          options={SPLITS.map((value) => ({ value, label: tCode("import_split", value) }))}
        />
        <Segmented<"zh-CN" | "en">
          value={how.locale}
          aria-label={t("articles.language")}
          onChange={(locale) => change({ locale }, true)}
          options={(["zh-CN", "en"] as const).map((value) => ({ value, label: tCode("look.in", value) }))}
        />
        <AutoComplete
          className={css.category ?? ""}
          value={how.category}
          status={uncategorised ? "error" : ""}
          placeholder={t("import.category")}
          aria-label={t("import.category")}
          options={categories.map((value) => ({ value }))}
          onChange={(category) => change({ category }, false)}
          onSelect={(category: string) => change({ category }, true)}
          onBlur={() => change({}, true)}
        />
        <Checkbox checked={how.published} onChange={(event) => change({ published: event.target.checked }, false)}>
          {t("import.publish")}
        </Checkbox>
      </div>
      {plan !== null && <ImportFiles files={plan.files} remove={(at) => have(files.filter((_, n) => n !== at))} />}
      {[
        refused,
        unread > 0 ? t("import.bad_files", { count: unread }) : null,
        uncategorised ? t("import.need_category") : bad > 0 ? t("import.bad", { count: bad }) : null,
      ].map(
        (said, at) =>
          said !== null && (
            <p key={at} className={css.refused} role="alert">
              {said}
            </p>
          ),
      )}
      {plan !== null && plan.items.length > 0 && <ImportLines plan={plan} leave={leave} toggle={toggle} />}
    </Modal>
  );
}
