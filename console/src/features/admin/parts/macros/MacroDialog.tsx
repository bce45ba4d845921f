import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Dropdown from "antd/es/dropdown";
import Input from "antd/es/input";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Macro, Step } from "@/api/types";
import { ApiError } from "@/api/http";
import { IconButton, newId, sayDone, sayError, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { ENDINGS, KINDS, Steps, kindWord, saveMacro } from "@/features/macros";
import type { Kind } from "@/features/macros";
import { useReasons } from "@/features/people";
import { t } from "@/i18n";
import { StepFields } from "./StepFields";
import css from "./editor.module.css";

const MOST = 10;

interface Line {
  key: string;
  step: Step;
}

function blank(kind: Kind, reason: string): Step {
  const all: Record<Kind, Step> = {
    say: { do: "say", text: "" },
    insert: { do: "insert", text: "" },
    note: { do: "note", text: "" },
    tag: { do: "tag", add: [], remove: [] },
    priority: { do: "priority", priority: 5 },
    transfer: { do: "transfer", queue_id: "", note: "" },
    close: { do: "close", reason, codes: [], survey: true },
    snooze: { do: "snooze", morning: "tomorrow" },
  };
  return all[kind];
}

const ends = (line: Line | undefined): boolean => line !== undefined && ENDINGS.includes(line.step.do);

/** What may still be added: nothing after the end, some steps only once. */
function addable(lines: Line[]): Kind[] {
  const has = (kind: Kind): boolean => lines.some(({ step }) => step.do === kind);
  const ended = ends(lines.at(-1));
  if (lines.length >= MOST) return [];
  return KINDS.filter((kind) => {
    if (ENDINGS.includes(kind)) return !ended && !has("insert");
    if (kind === "insert") return !ended && !has(kind);
    return kind !== "priority" || !has(kind);
  });
}

interface Refusal {
  field: string;
  words: string;
}

/** A refusal of the server that belongs to a place of this dialog; null for any other. */
function placed(error: unknown, steps: Step[]): Refusal | null {
  if (!(error instanceof ApiError) || error.field === null) return null;
  const [first, index] = error.field.split(".");
  if (first === "steps" && (index === undefined || steps[Number(index)] !== undefined))
    return { field: index === undefined ? "steps" : `steps.${index}`, words: sentence(error) };
  return first === "name" || first === "shortcut" ? { field: first, words: sentence(error) } : null;
}

function useLines(macro: Macro | null) {
  const [lines, setLines] = useState<Line[]>(() => (macro?.steps ?? []).map((step) => ({ key: newId(), step })));
  const reason = useReasons("close")[0]?.code ?? "";
  const add = (kind: Kind): void => {
    const line = { key: newId(), step: blank(kind, reason) };
    // What ends the talk stays last.
    setLines(ends(lines.at(-1)) ? [...lines.slice(0, -1), line, ...lines.slice(-1)] : [...lines, line]);
  };
  const change = (key: string, step: Step): void =>
    setLines(lines.map((line) => (line.key === key ? { key, step } : line)));
  const move = (index: number, by: number): void => {
    const next = [...lines];
    const [line] = next.splice(index, 1);
    if (line !== undefined) next.splice(index + by, 0, line);
    setLines(next);
  };
  const drop = (key: string): void => setLines(lines.filter((line) => line.key !== key));
  return { lines, add, change, move, drop };
}

type Lines = ReturnType<typeof useLines>;

function StepList({
  steps,
  titles,
  refused,
}: {
  steps: Lines;
  titles: Record<string, string>;
  refused: Refusal | null;
}) {
  const { lines, change, move, drop } = steps;
  const movable = (index: number): boolean => index >= 0 && index < lines.length && !ends(lines[index]);
  return (
    <ol className={css.lines}>
      {lines.map(({ key, step }, index) => (
        <li key={key} aria-label={kindWord(step.do)}>
          <header>
            <b>{kindWord(step.do)}</b>
            <IconButton
              label={t("macro.up")}
              icon={<ArrowUp size={14} aria-hidden />}
              disabled={!movable(index) || !movable(index - 1)}
              onClick={() => move(index, -1)}
            />
            <IconButton
              label={t("macro.down")}
              icon={<ArrowDown size={14} aria-hidden />}
              disabled={!movable(index) || !movable(index + 1)}
              onClick={() => move(index, 1)}
            />
            <IconButton
              label={t("macro.drop_step")}
              icon={<Trash2 size={14} aria-hidden />}
              onClick={() => drop(key)}
            />
          </header>
          <StepFields step={step} change={(next) => change(key, next)} titles={titles} />
          {refused?.field === `steps.${index}` && (
            <small className={css.refused} role="alert">
              {refused.words}
            </small>
          )}
        </li>
      ))}
    </ol>
  );
}

interface Props {
  macro: Macro | null;
  titles: Record<string, string>;
  /** whether they may share with everybody */
  sharer: boolean;
  close: () => void;
}

/** A new macro or an old one: its steps on the left, on the right how it reads. */
export function MacroDialog({ macro, titles, sharer, close }: Props) {
  const [name, setName] = useState(macro?.name ?? "");
  const [shortcut, setShortcut] = useState(macro?.shortcut ?? "");
  const [shared, setShared] = useState(macro?.shared ?? false);
  const steps = useLines(macro);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const body = { name: name.trim(), shortcut: shortcut.trim(), shared, steps: steps.lines.map(({ step }) => step) };
  const [before] = useState(() => JSON.stringify(body));
  const kinds = addable(steps.lines);
  const save = (): void => {
    setBusy(true);
    setRefused(null);
    saveMacro(macro, body).then(
      (kept) => {
        sayDone(t("macro.kept", { name: kept.name }));
        close();
      },
      (error: unknown) => {
        setBusy(false);
        const place = placed(error, body.steps);
        if (place === null) sayError(error);
        else setRefused(place);
      },
    );
  };
  const beside = (field: string): React.ReactNode =>
    refused?.field === field && (
      <small className={css.refused} role="alert">
        {refused.words}
      </small>
    );
  return (
    <Dialog
      title={macro === null ? t("macro.new") : t("macro.edit", { name: macro.name })}
      dirty={() => JSON.stringify(body) !== before}
      cancel={close}
      okText={t("action.save")}
      okButtonProps={{ disabled: body.name === "" || body.steps.length === 0, loading: busy }}
      onOk={save}
      width={920}
    >
      <div className={css.top}>
        <label>
          {t("macro.name")}
          <Input value={name} maxLength={40} autoFocus onChange={(event) => setName(event.target.value)} />
          {beside("name")}
        </label>
        <label>
          {t("macro.shortcut")}
          <Input value={shortcut} maxLength={20} prefix="/" onChange={(event) => setShortcut(event.target.value)} />
          {beside("shortcut")}
        </label>
        {sharer && (
          <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
            {t("macro.share")}
          </Checkbox>
        )}
      </div>
      <div className={css.editor}>
        <section aria-label={t("macro.steps")}>
          <StepList steps={steps} titles={titles} refused={refused} />
          {beside("steps")}
          <Dropdown
            trigger={["click"]}
            disabled={kinds.length === 0}
            menu={{
              items: kinds.map((kind) => ({ key: kind, label: kindWord(kind), onClick: () => steps.add(kind) })),
            }}
          >
            <Button icon={<Plus size={14} aria-hidden />}>{t("macro.add_step")}</Button>
          </Dropdown>
        </section>
        <section className={css.reads} aria-label={t("macro.preview")}>
          <h3>{t("macro.preview")}</h3>
          {steps.lines.length === 0 ? <p className="muted">{t("macro.preview_hint")}</p> : null}
          <Steps steps={body.steps} titles={titles} />
        </section>
      </div>
    </Dialog>
  );
}
