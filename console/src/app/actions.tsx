// What may be done from the palette, by name.
import {
  BellRing,
  Bot,
  CirclePower,
  Coffee,
  FlaskConical,
  KeyRound,
  Keyboard,
  Languages,
  List,
  ListChecks,
  ListFilter,
  LogOut,
  MessageSquare,
  Monitor,
  Moon,
  PlayCircle,
  Radio,
  Settings,
  Sun,
} from "lucide-react";
import type { Row, Session, View } from "@/api/types";
import { go, sayError, useRoute, useStore } from "@/design";
import { setMode, themeDark } from "@/design/theme";
import {
  askDialog,
  onlyOf,
  placeAddress,
  useOpenActions,
  useOpenRow,
  useViews,
  viewWord,
} from "@/features/conversations";
import { askMacro, useMacros } from "@/features/macros";
import { me, offered, setPresence, usePeople } from "@/features/people";
import { can, sectionsFor, sectionWord, signOut } from "@/features/session";
import { chooseLocale, locale, named, t } from "@/i18n";
import { placesFor } from "./Rail";

export interface Entry {
  key: string;
  label: string;
  hint?: React.ReactNode;
  icon: React.ReactNode;
  row?: Row;
  run: () => void;
}

const VIEWS: View[] = ["mine", "waiting", "team", "snoozed", "all", "closed"];

export function useActions(session: Session, openKeys: () => void): Entry[] {
  const { path } = useRoute();
  const night = useStore(themeDark);
  const serving = usePeople((state) => me(state) !== null);
  const reasons = usePeople((state) => (me(state) === null ? [] : offered(state.reasons.presence)));
  const presence = (state: "ready" | "break" | "offline", reason: string | null) => () =>
    void setPresence(state, reason, "now").catch(sayError);
  const open = useOpenActions(session);
  const saved = useViews();
  const openRow = useOpenRow();
  const macros = useMacros().data?.items ?? [];
  return [
    ...open.map(({ name, label, customer }) => ({
      key: `open-${name}`,
      label: t("palette.open_action", { action: label, name: customer }),
      icon: <MessageSquare size={15} />,
      run: () => askDialog(name),
    })),
    ...(openRow === undefined || openRow.phase === "closed" ? [] : macros).map((macro) => ({
      key: `macro-${macro.id}`,
      label: t("palette.macro", { name: macro.name }),
      hint: macro.shortcut === "" ? undefined : `/${macro.shortcut}`,
      icon: <ListChecks size={15} />,
      run: () => askMacro(macro),
    })),
    ...saved.map((view) => ({
      key: `saved-${view.id}`,
      label: t("palette.view", { view: view.name }),
      icon: <ListFilter size={15} />,
      run: () => go(placeAddress({ view: view.filters.view, only: onlyOf(view.filters), saved: view.id }, null)),
    })),
    ...VIEWS.map((view) => ({
      key: `view-${view}`,
      label: t("palette.view", { view: viewWord(view) }),
      icon: <List size={15} />,
      run: () => go(`/desk?view=${view}`),
    })),
    ...(serving
      ? [{ key: "ready", label: t("palette.ready"), icon: <PlayCircle size={15} />, run: presence("ready", null) }]
      : []),
    ...(serving
      ? [
          {
            key: "offline",
            label: t("palette.offline"),
            icon: <CirclePower size={15} />,
            run: presence("offline", null),
          },
        ]
      : []),
    ...reasons.map((reason) => ({
      key: `break-${reason.code}`,
      label: t("palette.break", { reason: named(reason) }),
      icon: <Coffee size={15} />,
      run: presence("break", reason.code),
    })),
    ...placesFor(session, path)
      .filter((place) => place.to !== "/desk")
      .map(({ to, label, icon: Icon }) => ({ key: to, label, icon: <Icon size={15} />, run: () => go(to) })),
    ...sectionsFor(session).map(({ key, needs }) => ({
      key: `settings-${key}`,
      label: t("palette.settings", { name: sectionWord(key) }),
      icon: needs === null ? <KeyRound size={15} /> : <Settings size={15} />,
      run: () => go(`/settings/${key}`),
    })),
    ...(can(session, "insight.read")
      ? [
          { key: "bot-board", label: t("bot_board.title"), icon: <Bot size={15} />, run: () => go("/insight/bot") },
          { key: "floor", label: t("insight.floor"), icon: <Radio size={15} />, run: () => go("/insight/floor") },
          {
            key: "alerts",
            label: t("insight.history"),
            icon: <BellRing size={15} />,
            run: () => go("/insight/alerts"),
          },
          {
            key: "what-if",
            label: t("what_if.title"),
            icon: <FlaskConical size={15} />,
            run: () => go("/insight/what-if"),
          },
          { key: "wall", label: t("insight.wall"), icon: <Monitor size={15} />, run: () => go("/wall") },
        ]
      : []),
    {
      key: "theme",
      label: night ? t("theme.light") : t("theme.dark"),
      icon: night ? <Sun size={15} /> : <Moon size={15} />,
      run: () => setMode(night ? "light" : "dark"),
    },
    {
      key: "language",
      label: t("app.other_language"),
      icon: <Languages size={15} />,
      run: () => void chooseLocale(locale() === "en" ? "zh-CN" : "en"),
    },
    { key: "keys", label: t("keys.title"), hint: "?", icon: <Keyboard size={15} />, run: openKeys },
    {
      key: "out",
      label: t("session.sign_out"),
      icon: <LogOut size={15} />,
      run: () => void signOut().catch(sayError),
    },
  ];
}
