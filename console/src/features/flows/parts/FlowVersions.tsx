import type { TaskFlow } from "@/api/types";
import Button from "antd/es/button";
import { Versions } from "@/design/parts/Versions";
import { Tag, sayDone, sayError, sayInfo } from "@/design";
import { beginRehearsal } from "@/features/rehearsal";
import { t } from "@/i18n";
import { publishFlow, restoreFlow, useFlowVersions } from "../data";

interface Props {
  kept: TaskFlow;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (flow: TaskFlow) => void;
}

/** Who changed a flow, when and why; any version can be taken back, or shown to customers again at once. */
export function FlowVersions({ kept, held, close, restored }: Props) {
  const rollBack = (version: number): void => {
    publishFlow(kept, version)
      .then((flow) => {
        restored(flow);
        sayDone(t("flows.published"));
      })
      .catch(sayError);
  };
  const rehearse = (version: number): void => {
    beginRehearsal(kept.id, version)
      .then(() => sayInfo(t("rehearsal.begun")))
      .catch(sayError);
  };
  return (
    <Versions
      query={useFlowVersions(kept.id)}
      present={kept.version}
      held={held}
      close={close}
      restore={async (to) => restored(await restoreFlow(kept, to))}
      size={560}
    >
      {(one) => (
        <>
          {one.note !== "" && <p>{one.note}</p>}
          {one.rehearsed !== null && (
            <p>
              <Tag tone={one.rehearsed ? "green" : "red"}>
                {one.rehearsed ? t("rehearsal.version_passed") : t("rehearsal.version_below")}
              </Tag>
            </p>
          )}
          <Button size="small" disabled={held} onClick={() => rehearse(one.version)}>
            {t("rehearsal.this_version")}
          </Button>{" "}
          {one.version === kept.published ? (
            <p className="muted">{t("flows.shown", { version: one.version })}</p>
          ) : (
            <Button size="small" disabled={held} onClick={() => rollBack(one.version)}>
              {t("flows.roll_back", { version: one.version })}
            </Button>
          )}
        </>
      )}
    </Versions>
  );
}
