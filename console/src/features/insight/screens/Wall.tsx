import { useEffect } from "react";
import { Failed, go } from "@/design";
import { useSession } from "@/features/session";
import { startLive } from "@/live";
import { useBoard, useDefinitions, useLive, useLiveAtOnce, useNewestBuild } from "../data";
import { WallView } from "../parts/WallView";

/** The wallboard of somebody who is signed in. */
export function Wall() {
  const session = useSession();
  const definitions = useDefinitions();
  const live = useLive();
  const today = definitions.data?.today;
  const day = today === undefined ? null : { from: today, to: today };
  const hours = useBoard(day && { ...day, by: "hour" });
  const people = useBoard(day && { ...day, by: "agent" });
  useEffect(startLive, []);
  useLiveAtOnce();
  useNewestBuild();
  const broken = [definitions, live].find((query) => query.isError && query.data === undefined);
  return (
    <WallView
      tenant={session.tenant.name}
      definitions={definitions.data}
      live={live.data}
      hours={hours.data}
      people={people.data}
      at={live.dataUpdatedAt}
      failing={live.isError}
      trouble={broken && <Failed error={broken.error} retry={() => void broken.refetch()} />}
      leave={() => go("/insight")}
    />
  );
}
