import { Bot, KeyRound, Network, ScrollText, ShieldCheck, Users as People } from "lucide-react";
import type { Session } from "@/api/types";
import { Empty, linkTo } from "@/design";
import { Privacy } from "@/features/privacy";
import { can } from "@/features/session";
import { t } from "@/i18n";
import css from "../parts/settings.module.css";
import { Account } from "./Account";
import { ApiTokens } from "./ApiTokens";
import { Audit } from "./Audit";
import { Groups } from "./Groups";
import { Users } from "./Users";

interface Section {
  key: string;
  label: string;
  icon: typeof KeyRound;
  /** null: everybody has it */
  needs: string | null;
  page: () => React.ReactNode;
}

function sectionsFor(session: Session): Section[] {
  const all: Section[] = [
    { key: "account", label: t("settings.account"), icon: KeyRound, needs: null, page: () => <Account /> },
    { key: "users", label: t("settings.users"), icon: People, needs: "users.manage", page: () => <Users /> },
    { key: "groups", label: t("settings.groups"), icon: Network, needs: "users.manage", page: () => <Groups /> },
    { key: "tokens", label: t("settings.tokens"), icon: Bot, needs: "users.manage", page: () => <ApiTokens /> },
    {
      key: "privacy",
      label: t("settings.privacy"),
      icon: ShieldCheck,
      needs: "privacy.manage",
      page: () => <Privacy />,
    },
    { key: "audit", label: t("settings.audit"), icon: ScrollText, needs: "users.manage", page: () => <Audit /> },
  ];
  return all.filter((section) => section.needs === null || can(session, section.needs));
}

/** Everything that is set once and then left alone: first one's own account, then what the role allows. */
export function Settings({ session, section }: { session: Session; section: string | null }) {
  const sections = sectionsFor(session);
  const here = sections.find(({ key }) => key === (section ?? "account"));
  return (
    <div className={css.settings}>
      <nav className={css.sections} aria-label={t("settings.title")}>
        <h2>{t("settings.title")}</h2>
        {sections.map(({ key, label, icon: Icon }) => (
          <a key={key} aria-current={key === here?.key ? "page" : undefined} {...linkTo(`/settings/${key}`)}>
            <Icon size={15} aria-hidden />
            {label}
          </a>
        ))}
      </nav>
      {here ? here.page() : <Empty title={t("page.missing")} text={t("page.missing_hint")} />}
    </div>
  );
}
