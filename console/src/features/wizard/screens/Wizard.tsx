import { LogOut } from "lucide-react";
import { useEffect } from "react";
import type { Session, SetupProgress } from "@/api/types";
import { Bones, Failed, LeaveDialog, go, linkTo, useRoute } from "@/design";
import { Frame, beside, firstLeft, isDone, stepsFor, useSetup } from "@/features/setup";
import type { Step } from "@/features/setup";
import { t, tCode } from "@/i18n";
import type { Nav } from "../nav";
import { ArticleStep } from "../parts/ArticleStep";
import { ChatStep } from "../parts/ChatStep";
import { Done } from "../parts/Done";
import { FactorStep } from "../parts/FactorStep";
import { HoursStep } from "../parts/HoursStep";
import { PeopleStep } from "../parts/PeopleStep";
import { QueueStep } from "../parts/QueueStep";
import css from "../parts/wizard.module.css";

const LISTENING = 2_000;
/** What was done before anybody was signed in. */
const BEGUN = ["house", "you"];

function Content({ step, found, nav }: { step: Step; found: SetupProgress; nav: Nav }) {
  switch (step) {
    case "factor":
      return <FactorStep nav={nav} />;
    case "people":
      return <PeopleStep nav={nav} />;
    case "hours":
      return <HoursStep nav={nav} timezone={found.timezone} />;
    case "queue":
      return <QueueStep nav={nav} />;
    case "chat":
      return <ChatStep nav={nav} latest={found.latest} />;
    case "article":
      return <ArticleStep nav={nav} />;
  }
}

/** Setting up a house step by step, each through what its own screen uses; the address says where one is. */
export function Wizard({ session }: { session: Session }) {
  const wanted = useRoute().path[1];
  const steps = stepsFor(session);
  const step = steps.find((one) => one === wanted) ?? null;
  const setup = useSetup(true, step === "chat" ? LISTENING : false);
  const found = setup.data;
  const known = step !== null || wanted === "done";
  useEffect(() => {
    if (found !== undefined && !known) go(`/setup/${firstLeft(steps, found) ?? "done"}`, { replace: true });
  });
  const stops = [
    ...BEGUN.map((one) => ({ key: one, label: tCode("setup_step", one), done: true, to: null })),
    ...steps.map((one) => ({
      key: one,
      label: tCode("setup_step", one),
      done: found !== undefined && isDone(one, found),
      to: `/setup/${one}`,
    })),
    { key: "done", label: tCode("setup_step", "done"), done: false, to: "/setup/done" },
  ];
  const leave = (
    <a className={css.leave} {...linkTo("/settings")}>
      <LogOut size={14} aria-hidden />
      {t("setup.leave")}
    </a>
  );
  const here = step ?? "done";
  const nav = (of: Step): Nav => {
    const back = beside(steps, of, -1);
    return {
      back: back && `/setup/${back}`,
      next: `/setup/${beside(steps, of, 1) ?? "done"}`,
      done: found !== undefined && isDone(of, found),
    };
  };
  return (
    <>
      <Frame
        stops={stops}
        here={here}
        title={tCode("setup_title", here)}
        text={tCode("setup_text", here)}
        wide={here === "chat"}
        aside={leave}
      >
        {setup.isPending && <Bones rows={4} />}
        {setup.isError && found === undefined && <Failed error={setup.error} retry={() => void setup.refetch()} />}
        {found !== undefined && step !== null && <Content key={step} step={step} found={found} nav={nav(step)} />}
        {found !== undefined && wanted === "done" && <Done steps={steps} found={found} />}
      </Frame>
      <LeaveDialog />
    </>
  );
}
