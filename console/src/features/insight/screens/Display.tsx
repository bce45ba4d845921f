import { Empty, Failed } from "@/design";
import { ApiError } from "@/api/http";
import { t } from "@/i18n";
import { useNewestBuild, useWall } from "../data";
import { WallView } from "../parts/WallView";

/** The wallboard of a screen that nobody is signed in at: its link shows it, until the link ends. */
export function Display({ token }: { token: string }) {
  const wall = useWall(token);
  useNewestBuild();
  const { data, error } = wall;
  const over = error instanceof ApiError && error.status === 401;
  const trouble = over ? (
    <Empty title={t("displays.over")} text={t("displays.over_hint")} />
  ) : (
    error !== null && data === undefined && <Failed error={error} retry={() => void wall.refetch()} />
  );
  return (
    <WallView
      tenant={data?.tenant ?? ""}
      definitions={data?.definitions}
      live={over ? undefined : data?.live}
      hours={data?.hours}
      people={data?.people}
      at={wall.dataUpdatedAt}
      failing={wall.isError}
      trouble={trouble}
      leave={null}
    />
  );
}
