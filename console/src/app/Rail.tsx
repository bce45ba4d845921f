import { MessagesSquare, OctagonPause, Plug, Wind } from "lucide-react";
import type { Session } from "@/api/types";
import { linkTo, useRoute } from "@/design";
import { t } from "@/i18n";
import css from "./shell.module.css";

interface Place {
  to: string;
  label: string;
  icon: typeof Plug;
  here: boolean;
}

export function placesFor(session: Session, path: string[]): Place[] {
  const places: Place[] = [{ to: "/desk", label: t("nav.desk"), icon: MessagesSquare, here: path[0] === "desk" }];
  if (session.user.role !== "admin") return places;
  return [
    ...places,
    { to: "/admin/channels", label: t("nav.channels"), icon: Plug, here: path[1] === "channels" },
    { to: "/admin/parked", label: t("nav.parked"), icon: OctagonPause, here: path[1] === "parked" },
  ];
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
