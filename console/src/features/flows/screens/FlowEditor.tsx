import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import { useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/http";
import type { FlowFault, TaskFlow } from "@/api/types";
import { go, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { locale, t, tCode } from "@/i18n";
import { judge, publishFlow, saveFlow, useSystems } from "../data";
import { withNew, withStep } from "../edit";
import { placeOf, stepsOf } from "../layout";
import { EMPTY } from "../empty";
import { EditorHead } from "../parts/EditorHead";
import { FlowGraph } from "../parts/FlowGraph";
import { FlowVersions } from "../parts/FlowVersions";
import { StepPanel } from "../parts/StepPanel";
import { TryFlow } from "../parts/TryFlow";
import css from "../parts/flows.module.css";

const SOON = 400;
type Data = Record<string, unknown>;

function Faults({ faults, choose }: { faults: FlowFault[]; choose: (step: string) => void }) {
  return (
    <ul className={css.faults} aria-label={t("flows.faults")}>
      {faults.map((one, at) => (
        <li key={at}>
          <button type="button" onClick={() => choose(one.step ?? "")}>
            <b>{one.step || t("flows.whole")}</b>{" "}
            {tCode("flow_fault", one.code, { name: one.name ?? "", language: one.language ?? "" }, one.why)}
            <small>{tCode("flow_remedy", one.code, {}, one.do)}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What the text says by now: the flow, its faults, or why it cannot be read. */
function useJudged(yaml: string, begin: TaskFlow | null) {
  const [flow, setFlow] = useState<Data>(begin?.flow ?? {});
  const [faults, setFaults] = useState<FlowFault[]>(begin?.faults ?? []);
  const [unread, setUnread] = useState("");
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      judge(yaml, stop.signal)
        .then((told) => {
          setFlow(told.flow);
          setFaults(told.faults);
          setUnread("");
        })
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setUnread(error instanceof ApiError ? error.message : sentence(error));
        });
    }, SOON);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [yaml]);
  return { flow, faults, unread };
}

/** The step that is chosen in the picture, to be changed; what comes of it is drawn anew. */
function ChosenStep({ flow, chosen, redraw }: { flow: Data; chosen: string | null; redraw: (next: Data) => void }) {
  const systems = useSystems().data ?? [];
  const steps = stepsOf(flow);
  const step = steps.find((one) => one.id === chosen);
  const slots = ((flow["slots"] as { name: string }[] | undefined) ?? []).map((one) => one.name);
  const operations = systems.find((one) => one.code === flow["system"])?.operations.map((one) => one.name) ?? [];
  if (step === undefined) return <p className="muted">{t("flows.choose")}</p>;
  return (
    <StepPanel
      key={step.id}
      step={step}
      steps={steps}
      slots={slots}
      operations={operations}
      change={(next) => redraw(withStep(flow, step.id, next))}
      add={(kind) => redraw(withNew(flow, step.id, kind).flow)}
    />
  );
}

/** One flow (`kept` null: a new one): its picture, its text, a step or a try beside them. */
export function FlowEditor({ kept, writes }: { kept: TaskFlow | null; writes: boolean }) {
  const [begin, setBegin] = useState(kept);
  const [yaml, setYaml] = useState(kept?.yaml ?? EMPTY);
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [trail, setTrail] = useState<string[]>([]);
  const [side, setSide] = useState<"step" | "try">("step");
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const { flow, faults, unread } = useJudged(yaml, kept);
  const steps = stepsOf(flow);
  const dirty = yaml !== (begin?.yaml ?? EMPTY);
  useUnsaved(dirty);
  const choose = (id: string): void => {
    setChosen(id);
    const at = placeOf(yaml, id);
    const text = area.current?.querySelector("textarea");
    if (at === null || !text) return;
    text.scrollTop = Math.max(0, yaml.slice(0, at).split("\n").length - 4) * 19;
  };
  const redraw = (next: Data): void => {
    judge(JSON.stringify(next))
      .then((told) => setYaml(told.yaml))
      .catch(sayError);
  };
  const run = (doing: Promise<TaskFlow>, said: string): void => {
    setBusy(true);
    doing
      .then((flow_) => {
        const fresh = begin === null;
        setBegin(flow_);
        setYaml(flow_.yaml);
        setNote("");
        sayDone(said);
        if (fresh) setTimeout(() => go(`/flows/${flow_.id}`, { replace: true }));
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  const title = flow["title"] as { zh?: string; en?: string } | undefined;
  return (
    <div className={css.page}>
      <EditorHead
        begin={begin}
        title={(locale() === "en" ? title?.en : title?.zh) ?? ""}
        writes={writes}
        busy={busy}
        dirty={dirty}
        savable={dirty && faults.length === 0 && unread === ""}
        note={note}
        setNote={setNote}
        history={() => setOver(true)}
        publish={(version) =>
          begin && run(publishFlow(begin, version), version === null ? t("flows.hidden_now") : t("flows.published"))
        }
        save={() => run(saveFlow(begin, yaml, note), t("flows.saved"))}
      />
      <div className={css.body}>
        <FlowGraph steps={steps} faults={faults} chosen={chosen} choose={choose} trail={trail} />
        <div className={css.text} ref={area}>
          {unread !== "" && (
            <p className={css.warn} role="alert">
              {unread}
            </p>
          )}
          {faults.length > 0 && <Faults faults={faults} choose={choose} />}
          <Input.TextArea
            value={yaml}
            readOnly={!writes}
            spellCheck={false}
            aria-label={t("flows.text")}
            onChange={(event) => setYaml(event.target.value)}
          />
        </div>
        <aside className={css.side}>
          <Segmented<"step" | "try">
            block
            value={side}
            onChange={setSide}
            aria-label={t("flows.side")}
            options={[
              { value: "step", label: t("flows.a_step") },
              { value: "try", label: t("flows.try") },
            ]}
          />
          {side === "try" && writes && <TryFlow yaml={yaml} went={setTrail} />}
          {side === "step" && <ChosenStep flow={flow} chosen={writes ? chosen : null} redraw={redraw} />}
        </aside>
      </div>
      {over && begin !== null && (
        <FlowVersions
          kept={begin}
          held={dirty}
          close={() => setOver(false)}
          restored={(flow_) => {
            setBegin(flow_);
            setYaml(flow_.yaml);
          }}
        />
      )}
    </div>
  );
}
