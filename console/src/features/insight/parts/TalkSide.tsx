import { ArrowLeft, SquareArrowOutUpRight, X } from "lucide-react";
import { IconButton, go } from "@/design";
import { ThreadPane } from "@/features/conversations";
import { t } from "@/i18n";
import type { LiveAgent } from "../shapes";
import css from "./side.module.css";

interface Props {
  id: string;
  /** whose conversations one came from */
  agent: LiveAgent | undefined;
  close: () => void;
}

/** A live conversation beside the floor: listen, whisper, barge in, take it over, pass it on. */
export function TalkSide({ id, agent, close }: Props) {
  const desk = (): void => go(`/desk/${id}?view=all`);
  return (
    <aside className={css.side} aria-label={t("floor.side")}>
      <header className={css.head}>
        {agent && (
          <IconButton
            label={t("floor.back_to", { name: agent.name })}
            icon={<ArrowLeft size={16} aria-hidden />}
            text={agent.name}
            onClick={() => go(`/insight/floor?agent=${agent.id}`)}
          />
        )}
        <span className={css.fill} />
        <IconButton
          label={t("floor.open_desk")}
          icon={<SquareArrowOutUpRight size={15} aria-hidden />}
          text={t("floor.open_desk")}
          onClick={desk}
        />
        <IconButton label={t("floor.close_side")} keys="Esc" icon={<X size={16} aria-hidden />} onClick={close} />
      </header>
      <ThreadPane key={id} id={id} panelOpen={false} togglePanel={desk} />
    </aside>
  );
}
