import Input from "antd/es/input";
import {
  Bot,
  CalendarClock,
  ClipboardCheck,
  Coffee,
  KeyRound,
  ListChecks,
  ListOrdered,
  LogIn,
  Network,
  NotebookText,
  ShieldCheck,
  Star,
  UserRoundX,
  ScrollText,
  Tags as TagsIcon,
  Users as People,
} from "lucide-react";
import { useState } from "react";
import type { Session } from "@/api/types";
import { Empty, go, linkTo } from "@/design";
import { Privacy } from "@/features/privacy";
import { can } from "@/features/session";
import { Surveys } from "@/features/surveys";
import { t, tCode } from "@/i18n";
import css from "../parts/settings.module.css";
import { Account } from "./Account";
import { ApiTokens } from "./ApiTokens";
import { Audit } from "./Audit";
import { Groups } from "./Groups";
import { Hours } from "./Hours";
import { Macros } from "./Macros";
import { Queues } from "./Queues";
import { Breaks, Reasons } from "./Reasons";
import { Roles } from "./Roles";
import { Tags } from "./Tags";
import { Templates } from "./Templates";
import { SingleSignOn } from "./SingleSignOn";
import { Users } from "./Users";

interface Section {
  key: string;
  group: "own" | "people" | "service" | "house";
  label: string;
  icon: typeof KeyRound;
  /** null: everybody has it */
  needs: string | null;
  /** other words by which somebody may look for it */
  words: string;
  page: () => React.ReactNode;
}

function sectionsFor(session: Session): Section[] {
  const all: Section[] = [
    { ...of("account", "own", KeyRound), needs: null, page: () => <Account /> },
    { ...of("macros", "own", ListChecks), needs: "desk.use", page: () => <Macros /> },
    { ...of("templates", "own", NotebookText), needs: "knowledge.read", page: () => <Templates /> },
    { ...of("users", "people", People), needs: "users.manage", page: () => <Users /> },
    { ...of("roles", "people", ShieldCheck), needs: "users.manage", page: () => <Roles /> },
    { ...of("groups", "people", Network), needs: "users.manage", page: () => <Groups /> },
    { ...of("queues", "service", ListOrdered), needs: "routing.manage", page: () => <Queues /> },
    { ...of("hours", "service", CalendarClock), needs: "routing.manage", page: () => <Hours /> },
    { ...of("tags", "service", TagsIcon), needs: "service.manage", page: () => <Tags /> },
    { ...of("reasons", "service", ClipboardCheck), needs: "service.manage", page: () => <Reasons /> },
    { ...of("surveys", "service", Star), needs: "service.manage", page: () => <Surveys /> },
    { ...of("breaks", "service", Coffee), needs: "service.manage", page: () => <Breaks /> },
    { ...of("sso", "house", LogIn), needs: "users.manage", page: () => <SingleSignOn /> },
    { ...of("tokens", "house", Bot), needs: "users.manage", page: () => <ApiTokens /> },
    { ...of("privacy", "house", UserRoundX), needs: "privacy.manage", page: () => <Privacy /> },
    { ...of("audit", "house", ScrollText), needs: "users.manage", page: () => <Audit /> },
  ];
  return all.filter((section) => section.needs === null || can(session, section.needs));
}

function of(key: string, group: Section["group"], icon: Section["icon"]): Omit<Section, "needs" | "page"> {
  return { key, group, icon, label: tCode("settings", key), words: tCode("settings_words", key) };
}

function matches(section: Section, q: string): boolean {
  return `${section.label} ${section.words} ${section.key}`.toLowerCase().includes(q.trim().toLowerCase());
}

/** Everything that is set once and then left alone: first one's own account, then what the role allows. */
export function Settings({ session, section }: { session: Session; section: string | null }) {
  const [q, setQ] = useState("");
  const sections = sectionsFor(session);
  const here = sections.find(({ key }) => key === (section ?? "account"));
  const found = sections.filter((one) => matches(one, q));
  return (
    <div className={css.settings}>
      <nav className={css.sections} aria-label={t("settings.title")}>
        <h2>{t("settings.title")}</h2>
        {sections.length > 3 && (
          <Input
            size="small"
            allowClear
            className={css.look}
            value={q}
            placeholder={t("settings.look")}
            aria-label={t("settings.look")}
            onChange={(event) => setQ(event.target.value)}
            onPressEnter={() => {
              if (found[0]) go(`/settings/${found[0].key}`);
            }}
          />
        )}
        {(["own", "people", "service", "house"] as const).map((group) => {
          const those = found.filter((one) => one.group === group);
          if (those.length === 0) return null;
          return (
            <div key={group} role="group" aria-label={tCode("settings_group", group)}>
              <h3>{tCode("settings_group", group)}</h3>
              {those.map(({ key, label, icon: Icon }) => (
                <a key={key} aria-current={key === here?.key ? "page" : undefined} {...linkTo(`/settings/${key}`)}>
                  <Icon size={15} aria-hidden />
                  {label}
                </a>
              ))}
            </div>
          );
        })}
        {found.length === 0 && <p className="muted">{t("settings.look_none")}</p>}
      </nav>
      {here ? here.page() : <Empty title={t("page.missing")} text={t("page.missing_hint")} />}
    </div>
  );
}
