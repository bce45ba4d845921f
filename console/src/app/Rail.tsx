import {
  BookOpen,
  ChartNoAxesCombined,
  DoorOpen,
  MessagesSquare,
  OctagonPause,
  Plug,
  Search,
  Settings,
  Wind,
  Workflow,
} from "lucide-react";
import type { Session } from "@/api/types";
import { linkTo, useRoute } from "@/design";
import { can } from "@/features/session";
import { t } from "@/i18n";
import css from "./shell.module.css";

interface Place {
  to: string;
  label: string;
  icon: typeof Plug;
  here: boolean;
}

/** The places this person may go to. What they may not do is not shown. */
export function placesFor(session: Session, path: string[]): Place[] {
  const places: (Place & { needs: string | null; or?: string })[] = [
    { needs: "desk.use", to: "/desk", label: t("nav.desk"), icon: MessagesSquare, here: path[0] === "desk" },
    { needs: "conversations.read", to: "/search", label: t("nav.search"), icon: Search, here: path[0] === "search" },
    {
      needs: "desk.use",
      to: "/insight",
      label: t("nav.insight"),
      icon: ChartNoAxesCombined,
      here: path[0] === "insight",
    },
    {
      needs: "knowledge.write",
      or: "knowledge.approve",
      to: "/knowledge",
      label: t("nav.knowledge"),
      icon: BookOpen,
      here: (path[0] === "knowledge" && path[1] !== "rooms") || path[0] === "gaps",
    },
    {
      needs: "cocreation.join",
      to: "/knowledge/rooms",
      label: t("nav.rooms"),
      icon: DoorOpen,
      here: path[0] === "knowledge" && path[1] === "rooms",
    },
    { needs: "flows.read", to: "/flows", label: t("nav.flows"), icon: Workflow, here: path[0] === "flows" },
    {
      needs: "channels.manage",
      to: "/admin/channels",
      label: t("nav.channels"),
      icon: Plug,
      here: path[1] === "channels",
    },
    {
      needs: "machinery.manage",
      to: "/admin/parked",
      label: t("nav.parked"),
      icon: OctagonPause,
      here: path[1] === "parked",
    },
    { needs: null, to: "/settings", label: t("nav.settings"), icon: Settings, here: path[0] === "settings" },
  ];
  return places.filter(
    (place) => place.needs === null || can(session, place.needs) || (place.or !== undefined && can(session, place.or)),
  );
}

export function Rail({ session }: { session: Session }) {
  const { path } = useRoute();
  return (
    <nav className={css.rail} aria-label={t("nav.region")}>
      <span className={css.logo} title={t("app.name")}>
        <Wind size={19} aria-hidden />
      </span>
      {placesFor(session, path).map(({ to, label, icon: Icon, here }) => (
        <a
          key={to}
          className={css.place}
          aria-current={here ? "page" : undefined}
          aria-label={label}
          title={label}
          {...linkTo(to)}
        >
          <Icon size={19} aria-hidden />
          <span>{label}</span>
        </a>
      ))}
    </nav>
  );
}
