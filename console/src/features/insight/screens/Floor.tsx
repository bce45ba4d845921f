import Button from "antd/es/button";
import { MonitorPlay, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Bones, Failed, editing, go, linkTo, useKeys, useNow, useRoute } from "@/design";
import { GreenList } from "@/features/green";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { useDefinitions, useLive, useLiveAtOnce } from "../data";
import { AgentSide } from "../parts/AgentSide";
import { Alerts } from "../parts/Alerts";
import { CallBacks } from "../parts/CallBacks";
import { Displays } from "../parts/Displays";
import { Limits } from "../parts/Limits";
import { People } from "../parts/People";
import { Places } from "../parts/Places";
import { Queues } from "../parts/Queues";
import { SurgeBanner, SurgeButton } from "../parts/SurgeBanner";
import { TalkSide } from "../parts/TalkSide";
import type { Definitions, Live } from "../shapes";
import { figures } from "../wall";
import css from "../parts/insight.module.css";
import sideCss from "../parts/side.module.css";

function Figures({ live, definitions }: { live: Live; definitions: Definitions }) {
  const now = useNow();
  return (
    <div className={css.tiles}>
      {figures(live, definitions, now).map((shown) => (
        <div key={shown.code} className={css.tile}>
          <span className={css.tileName}>{shown.name}</span>
          <b className={css.tileValue}>{shown.value}</b>
          <span className={css.tileFoot}>
            <span className={css.target} data-tone={shown.tone}>
              {shown.note}
            </span>
          </span>
        </div>
      ))}
    </div>
  );
}

const HERE = "/insight/floor";
const away = (): void => go(HERE);

/** What is looked at beside the floor: a conversation, or an agent. It is in the address, so that a link shows the same. */
function useBeside(): { talk: string | null; agent: string | null } {
  const { path, search } = useRoute();
  const beside = { talk: path[2] ?? null, agent: search.get("agent") };
  const any = beside.talk !== null || beside.agent !== null;
  useKeys((event) => {
    if (event.key !== "Escape" || !any || editing(event.target) !== null || event.defaultPrevented) return;
    away();
  });
  return beside;
}

/** The floor now: what to look at, who waits where, and who is there. */
export function Floor() {
  const session = useSession();
  const joins = can(session, "floor.join");
  const beside = useBeside();
  const definitions = useDefinitions();
  const live = useLive();
  const [setting, setSetting] = useState(false);
  const [linking, setLinking] = useState(false);
  useLiveAtOnce();
  const broken = [definitions, live].find((query) => query.isError && query.data === undefined);
  const agent = live.data?.people.find((one) => one.id === beside.agent);
  return (
    <div className={sideCss.floor}>
      <div className={css.page}>
        <header className={css.head}>
          <h1>{t("insight.title")}</h1>
          <Places here="floor" />
          <span className={css.fill} />
          {can(session, "floor.manage") && <SurgeButton />}
          {can(session, "insight.manage") && (
            <Button icon={<SlidersHorizontal size={14} aria-hidden />} onClick={() => setSetting(true)}>
              {t("floor.settings")}
            </Button>
          )}
          <Button icon={<MonitorPlay size={14} aria-hidden />} {...linkTo("/wall")}>
            {t("insight.wall")}
          </Button>
          {can(session, "insight.manage") && <Button onClick={() => setLinking(true)}>{t("displays.open")}</Button>}
        </header>
        {broken && <Failed error={broken.error} retry={() => void broken.refetch()} />}
        {!broken && (live.data === undefined || definitions.data === undefined) && <Bones rows={8} height={18} />}
        {live.data && definitions.data && (
          <div className={css.board}>
            <SurgeBanner />
            {joins && <GreenList />}
            <CallBacks />
            <Alerts alerts={live.data.alerts.filter(({ code }) => !joins || code !== "green")} />
            <Figures live={live.data} definitions={definitions.data} />
            <section className={css.card}>
              <Queues queues={live.data.queues} definitions={definitions.data} />
            </section>
            <section className={css.card}>
              <People
                people={live.data.people}
                chosen={beside.agent}
                choose={joins ? (id) => go(id === beside.agent ? HERE : `${HERE}?agent=${id}`) : null}
              />
            </section>
          </div>
        )}
        {setting && <Limits close={() => setSetting(false)} />}
        {linking && <Displays close={() => setLinking(false)} />}
      </div>
      {joins && beside.talk !== null && <TalkSide id={beside.talk} agent={agent} close={away} />}
      {joins && beside.talk === null && agent && (
        <AgentSide agent={agent} steers={can(session, "floor.manage")} close={away} />
      )}
    </div>
  );
}
