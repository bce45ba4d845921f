import Button from "antd/es/button";
import { MonitorPlay, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Bones, Failed, linkTo, useNow } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { useDefinitions, useLive, useLiveAtOnce } from "../data";
import { Alerts, useGreenSound } from "../parts/Alerts";
import { Limits } from "../parts/Limits";
import { People } from "../parts/People";
import { Places } from "../parts/Places";
import { Queues } from "../parts/Queues";
import type { Definitions, Live } from "../shapes";
import { figures } from "../wall";
import css from "../parts/insight.module.css";

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

/** The floor now: what to look at, who waits where, and who is there. */
export function Floor() {
  const session = useSession();
  const definitions = useDefinitions();
  const live = useLive();
  const [setting, setSetting] = useState(false);
  useLiveAtOnce();
  useGreenSound(live.data?.alerts);
  const broken = [definitions, live].find((query) => query.isError && query.data === undefined);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("insight.title")}</h1>
        <Places here="floor" />
        <span className={css.fill} />
        {can(session, "insight.manage") && (
          <Button icon={<SlidersHorizontal size={14} aria-hidden />} onClick={() => setSetting(true)}>
            {t("floor.limits")}
          </Button>
        )}
        <Button icon={<MonitorPlay size={14} aria-hidden />} {...linkTo("/wall")}>
          {t("insight.wall")}
        </Button>
      </header>
      {broken && <Failed error={broken.error} retry={() => void broken.refetch()} />}
      {!broken && (live.data === undefined || definitions.data === undefined) && <Bones rows={8} height={18} />}
      {live.data && definitions.data && (
        <div className={css.board}>
          <Alerts alerts={live.data.alerts} />
          <Figures live={live.data} definitions={definitions.data} />
          <section className={css.card}>
            <Queues queues={live.data.queues} definitions={definitions.data} />
          </section>
          <section className={css.card}>
            <People people={live.data.people} />
          </section>
        </div>
      )}
      {setting && <Limits close={() => setSetting(false)} />}
    </div>
  );
}
