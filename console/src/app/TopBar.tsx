import Dropdown from "antd/es/dropdown";
import {
  BellPlus,
  Command,
  KeyRound,
  Keyboard,
  Languages,
  LogOut,
  Moon,
  Sun,
  Volume2,
  VolumeX,
  WifiOff,
} from "lucide-react";
import type { Session } from "@/api/types";
import { Avatar, IconButton, MOD, go, sayError, useKept, useStore } from "@/design";
import { setMode, themeDark } from "@/design/theme";
import { useConversations } from "@/features/conversations";
import { Bell } from "@/features/notices";
import { allowNotices, useMissed, useNoticesAsked, useSoundReady } from "@/features/offers";
import { Capacity, PresenceMenu } from "@/features/people";
import { can, roleWord, signOut } from "@/features/session";
import { chooseLocale, locale, t } from "@/i18n";
import { live, useLiveStatus } from "@/live";
import css from "./shell.module.css";

function Connection() {
  const status = useLiveStatus();
  if (status === "online") return null;
  return (
    <button
      type="button"
      className={css.connection}
      data-lost={status === "offline" || undefined}
      onClick={() => live.hurry()}
      role="status"
    >
      <WifiOff size={14} aria-hidden />
      {status === "offline" ? t("live.offline") : t("live.connecting")}
    </button>
  );
}

/** Once something should have sounded before the first touch of the page; the click itself is what the browser waits for. */
function Silent() {
  const [sound] = useKept("sound", true);
  const missed = useMissed("sound");
  if (useSoundReady() || !sound || !missed) return null;
  return (
    <button type="button" className={css.connection} title={t("sound.locked_hint")}>
      <VolumeX size={14} aria-hidden />
      {t("sound.locked")}
    </button>
  );
}

function UserMenu({ session }: { session: Session }) {
  const [sound, setSound] = useKept("sound", true);
  const asked = useNoticesAsked();
  const items = [
    {
      key: "who",
      type: "group" as const,
      label: `${session.user.name} · ${roleWord(session.user.role, { zh: session.user.role_zh, en: session.user.role_en })}`,
    },
    {
      key: "sound",
      icon: sound ? <Volume2 size={14} /> : <VolumeX size={14} />,
      label: sound ? t("user.sound_off") : t("user.sound_on"),
      onClick: () => setSound(!sound),
    },
    ...(asked === "default"
      ? [{ key: "notices", icon: <BellPlus size={14} />, label: t("user.notices"), onClick: allowNotices }]
      : []),
    { type: "divider" as const },
    {
      key: "account",
      icon: <KeyRound size={14} />,
      label: t("user.account"),
      onClick: () => go("/settings/account"),
    },
    {
      key: "out",
      icon: <LogOut size={14} />,
      label: t("session.sign_out"),
      onClick: () => void signOut().catch(sayError),
    },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <button
        type="button"
        className={css.user}
        aria-label={t("user.menu", { name: session.user.name })}
        title={session.user.name}
      >
        <Avatar name={session.user.name} size={28} />
      </button>
    </Dropdown>
  );
}

interface Props {
  session: Session;
  openPalette: () => void;
  openKeys: () => void;
}

export function TopBar({ session, openPalette, openKeys }: Props) {
  const night = useStore(themeDark);
  const wrapping = useConversations((state) =>
    Object.values(state.rows).some(
      (row) => row.phase === "wrap_up" && row.agent !== null && row.agent.id === state.who.id,
    ),
  );
  return (
    <header className={css.top}>
      <b className={css.tenant}>{session.tenant.name}</b>
      <button type="button" className={css.find} onClick={openPalette}>
        <Command size={13} aria-hidden />
        <span>{t("palette.open")}</span>
        <kbd>{MOD} K</kbd>
      </button>
      <span className={css.fill} />
      <Silent />
      <Connection />
      <Capacity />
      <PresenceMenu wrappingUp={wrapping} />
      {(can(session, "desk.use") || can(session, "knowledge.write")) && <Bell />}
      <IconButton
        label={t("keys.title")}
        keys={`${MOD} /`}
        icon={<Keyboard size={16} aria-hidden />}
        onClick={openKeys}
      />
      <IconButton
        label={t("app.other_language")}
        icon={<Languages size={16} aria-hidden />}
        onClick={() => void chooseLocale(locale() === "en" ? "zh-CN" : "en")}
      />
      <IconButton
        label={night ? t("theme.light") : t("theme.dark")}
        icon={night ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
        onClick={() => setMode(night ? "light" : "dark")}
      />
      <UserMenu session={session} />
    </header>
  );
}
