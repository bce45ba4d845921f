import Input from "antd/es/input";
import {
  ArrowDownUp,
  BookCheck,
  Bot,
  CalendarClock,
  ClipboardCheck,
  Coffee,
  Equal,
  FileDown,
  GraduationCap,
  KeyRound,
  LifeBuoy,
  ListChecks,
  ListOrdered,
  LogIn,
  MessageSquareQuote,
  Network,
  NotebookText,
  Shapes,
  Sheet,
  ShieldCheck,
  Sparkles,
  Star,
  UserRoundX,
  Waves,
  ScrollText,
  Tags as TagsIcon,
  Users as People,
} from "lucide-react";
import { Suspense, useEffect, useRef, useState } from "react";
import type { Session } from "@/api/types";
import { Bones, Empty, go, linkTo } from "@/design";
import { ArticleRules } from "@/features/knowledge";
import { Learning } from "@/features/learning";
import { LanguageModel } from "@/features/model";
import { Privacy } from "@/features/privacy";
import { SelfService } from "@/features/selfcare";
import { sectionsFor, sectionWord } from "@/features/session";
import type { Section } from "@/features/session";
import { Surveys } from "@/features/surveys";
import { Synonyms } from "@/features/synonyms";
import { HouseTexts } from "@/features/texts";
import { Intents } from "@/features/understanding";
import { t, tCode } from "@/i18n";
import css from "../parts/settings.module.css";
import { Account } from "./Account";
import { ApiTokens } from "./ApiTokens";
import { Archive } from "./Archive";
import { Audit } from "./Audit";
import { ConversationFiles } from "./ConversationFiles";
import { CustomerFiles } from "./CustomerFiles";
import { Groups } from "./Groups";
import { Hours } from "./Hours";
import { Macros } from "./Macros";
import { Queues } from "./Queues";
import { Breaks, Reasons } from "./Reasons";
import { Roles } from "./Roles";
import { Surge } from "./Surge";
import { Tags } from "./Tags";
import { Templates } from "./Templates";
import { SingleSignOn } from "./SingleSignOn";
import { Users } from "./Users";

const SHOWN: Record<string, { icon: typeof KeyRound; page: () => React.ReactNode }> = {
  account: { icon: KeyRound, page: () => <Account /> },
  macros: { icon: ListChecks, page: () => <Macros /> },
  templates: { icon: NotebookText, page: () => <Templates /> },
  users: { icon: People, page: () => <Users /> },
  roles: { icon: ShieldCheck, page: () => <Roles /> },
  groups: { icon: Network, page: () => <Groups /> },
  queues: { icon: ListOrdered, page: () => <Queues /> },
  surge: { icon: Waves, page: () => <Surge /> },
  learning: { icon: GraduationCap, page: () => <Learning /> },
  language_model: { icon: Sparkles, page: () => <LanguageModel /> },
  intents: { icon: Shapes, page: () => <Intents /> },
  synonyms: { icon: Equal, page: () => <Synonyms /> },
  hours: { icon: CalendarClock, page: () => <Hours /> },
  tags: { icon: TagsIcon, page: () => <Tags /> },
  reasons: { icon: ClipboardCheck, page: () => <Reasons /> },
  surveys: { icon: Star, page: () => <Surveys /> },
  texts: { icon: MessageSquareQuote, page: () => <HouseTexts /> },
  selfcare: { icon: LifeBuoy, page: () => <SelfService /> },
  breaks: { icon: Coffee, page: () => <Breaks /> },
  articles: { icon: BookCheck, page: () => <ArticleRules /> },
  sso: { icon: LogIn, page: () => <SingleSignOn /> },
  tokens: { icon: Bot, page: () => <ApiTokens /> },
  archive: { icon: ArrowDownUp, page: () => <Archive /> },
  conversation_files: { icon: FileDown, page: () => <ConversationFiles /> },
  customer_files: { icon: Sheet, page: () => <CustomerFiles /> },
  privacy: { icon: UserRoundX, page: () => <Privacy /> },
  audit: { icon: ScrollText, page: () => <Audit /> },
};

function matches({ key }: Section, q: string): boolean {
  return `${sectionWord(key)} ${tCode("settings_words", key)} ${key}`.toLowerCase().includes(q.trim().toLowerCase());
}

/** Everything that is set once and then left alone: first one's own account, then what the role allows. */
export function Settings({ session, section }: { session: Session; section: string | null }) {
  const [q, setQ] = useState("");
  const sections = sectionsFor(session);
  const here = sections.find(({ key }) => key === (section ?? "account"));
  const found = sections.filter((one) => matches(one, q));
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // Whoever comes by an address sees where in the list they are.
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [here?.key]);
  return (
    <div className={css.settings}>
      <nav ref={nav} className={css.sections} aria-label={t("settings.title")}>
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
              {those.map(({ key }) => {
                const Icon = SHOWN[key]?.icon ?? KeyRound;
                return (
                  <a key={key} aria-current={key === here?.key ? "page" : undefined} {...linkTo(`/settings/${key}`)}>
                    <Icon size={15} aria-hidden />
                    {sectionWord(key)}
                  </a>
                );
              })}
            </div>
          );
        })}
        {found.length === 0 && <p className="muted">{t("settings.look_none")}</p>}
      </nav>
      {here ? (
        <Suspense fallback={<Bones rows={6} />}>{SHOWN[here.key]?.page()}</Suspense>
      ) : (
        <Empty title={t("page.missing")} text={t("page.missing_hint")} />
      )}
    </div>
  );
}
