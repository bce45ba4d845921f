import { Suspense, lazy, useEffect, useState } from "react";
import type { Session } from "@/api/types";
import { Bones, Empty, LeaveDialog, editing, go, linkTo, mod, serverNow, useKeys, useRoute } from "@/design";
import { followDrafts, recoverOutbox, startConversations, sweepDrafts, writeIn } from "@/features/conversations";
import { Desk } from "@/features/desk";
import { GreenBar } from "@/features/green";
import { AskNotices, OfferStack, startOffers } from "@/features/offers";
import { startNotices } from "@/features/notices";
import { AwayBar, SignedOffBar, startPeople } from "@/features/people";
import { askSession, can } from "@/features/session";
import { t } from "@/i18n";
import { live, startLive } from "@/live";
import { Rail, placesFor } from "./Rail";
import { TopBar } from "./TopBar";
import css from "./shell.module.css";

const Parked = lazy(() => import("@/features/parked"));
const Settings = lazy(() => import("@/features/admin"));
const MustEnrol = lazy(() => import("@/features/admin").then((rooms) => ({ default: rooms.MustEnrol })));
const Search = lazy(() => import("@/features/search"));
const Knowledge = lazy(() => import("@/features/knowledge"));
const Rooms = lazy(() => import("@/features/cocreation"));
const Gaps = lazy(() => import("@/features/gaps"));
const Flows = lazy(() => import("@/features/flows"));
const Channels = lazy(() => import("@/features/channels"));
const Board = lazy(async () => ({ default: (await import("@/features/insight")).Board }));
const BotBoard = lazy(async () => ({ default: (await import("@/features/insight")).BotBoard }));
const Floor = lazy(async () => ({ default: (await import("@/features/insight")).Floor }));
const AlertHistory = lazy(async () => ({ default: (await import("@/features/insight")).AlertHistory }));
const Topics = lazy(async () => ({ default: (await import("@/features/topics")).Topics }));
const Wizard = lazy(() => import("@/features/wizard"));
const WhatIf = lazy(async () => ({ default: (await import("@/features/insight")).WhatIf }));
const Wall = lazy(async () => ({ default: (await import("@/features/insight")).Wall }));
const Palette = lazy(() => import("./Palette"));
const KeySheet = lazy(() => import("./KeySheet"));

/** Everything that lives as long as somebody is signed in. */
function useEngines(session: Session): void {
  const userId = session.user.id;
  const deskful = can(session, "desk.use");
  useEffect(() => {
    // Somebody without a desk (a knowledge editor) has no live floor either.
    if (!deskful) return undefined;
    const stops = [startPeople(), startConversations(userId), startOffers(), startNotices()];
    stops.push(
      live.onFrame((frame) => {
        if (frame.t === "bye" || frame.t === "rights") void askSession();
      }),
    );
    stops.push(startLive());
    sweepDrafts(serverNow());
    stops.push(recoverOutbox(userId), followDrafts());
    return () => stops.toReversed().forEach((stop) => stop());
  }, [userId, deskful]);
}

function Page({ session }: { session: Session }) {
  const { path } = useRoute();
  const [first, second, third] = path;
  const home = placesFor(session, path)[0]?.to;
  useEffect(() => {
    if (first === undefined && home !== undefined) go(home, { replace: true });
  }, [first, home]);
  if (home === undefined) return <Empty title={t("page.nothing")} text={t("page.nothing_hint")} />;
  if (first === undefined) return null;
  if (first === "desk" && can(session, "desk.use")) return <Desk />;
  if (first === "insight" && second === "bot" && can(session, "insight.read")) return <BotBoard />;
  if (first === "insight" && second === "floor" && can(session, "insight.read")) return <Floor />;
  if (first === "insight" && second === "alerts" && can(session, "insight.read")) return <AlertHistory />;
  if (first === "insight" && second === "topics" && can(session, "intents.read")) return <Topics />;
  if (first === "insight" && second === "what-if" && can(session, "insight.read")) return <WhatIf id={third ?? null} />;
  if (first === "insight" && can(session, "desk.use")) return <Board />;
  if (first === "search" && can(session, "conversations.read")) return <Search />;
  if (first === "admin" && second === "parked" && can(session, "machinery.manage")) return <Parked />;
  if (first === "admin" && second === "channels" && can(session, "channels.manage"))
    return <Channels id={third ?? null} />;
  if (first === "knowledge" && second === "rooms" && can(session, "cocreation.join"))
    return <Rooms id={third ?? null} />;
  if (first === "knowledge" && (can(session, "knowledge.write") || can(session, "knowledge.approve")))
    return <Knowledge id={second ?? null} of={third ?? null} />;
  if (first === "gaps" && can(session, "knowledge.write")) return <Gaps id={second ?? null} />;
  if (first === "flows" && can(session, "flows.read")) return <Flows id={second ?? null} />;
  if (first === "settings") return <Settings session={session} section={second ?? null} />;
  return (
    <Empty title={t("page.missing")} text={t("page.missing_hint")} action={<a {...linkTo(home)}>{t("page.home")}</a>} />
  );
}

/** The wallboard keeps no conversations and takes no offers, so that it stands for days; nor does setting up. */
export default function Inside({ session }: { session: Session }) {
  const { path } = useRoute();
  if (session.second_factor_due)
    return (
      <Suspense fallback={<Bones rows={8} />}>
        <MustEnrol name={session.user.name} />
      </Suspense>
    );
  if (path[0] === "setup" && can(session, "users.manage"))
    return (
      <Suspense fallback={<Bones rows={8} />}>
        <Wizard session={session} />
      </Suspense>
    );
  if (path[0] === "wall" && can(session, "insight.read"))
    return (
      <Suspense fallback={null}>
        <Wall />
      </Suspense>
    );
  return <House session={session} />;
}

/** What a key opens is there when it is pressed: fetched late, the next keys would go into the field behind it. */
function usePrepared(): void {
  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([import("./Palette"), import("./KeySheet")]), 1_500);
    return () => clearTimeout(timer);
  }, []);
}

function House({ session }: { session: Session }) {
  useEngines(session);
  usePrepared();
  const [over, setOver] = useState<"palette" | "keys" | null>(null);
  useKeys((event) => {
    if (!mod(event)) {
      if (event.key === "?" && editing(event.target) === null) setOver("keys");
      return;
    }
    if (event.key === "k") setOver("palette");
    else if (event.shiftKey && event.key.toLowerCase() === "f" && can(session, "conversations.read")) go("/search");
    else if (event.key === "/") setOver("keys");
    else return;
    event.preventDefault();
  });
  return (
    <div className={css.shell}>
      <Rail session={session} />
      <div className={css.main}>
        <TopBar session={session} openPalette={() => setOver("palette")} openKeys={() => setOver("keys")} />
        {can(session, "floor.join") && <GreenBar />}
        <AwayBar />
        <SignedOffBar />
        <AskNotices />
        <main className={css.page}>
          <Suspense fallback={<Bones rows={8} />}>
            <Page session={session} />
          </Suspense>
        </main>
      </div>
      <LeaveDialog />
      <OfferStack
        accepted={(id) => {
          go(`/desk/${id}?view=mine`);
          writeIn(id);
        }}
      />
      <Suspense fallback={null}>
        {over === "palette" && (
          <Palette session={session} close={() => setOver(null)} openKeys={() => setOver("keys")} />
        )}
        {over === "keys" && <KeySheet close={() => setOver(null)} />}
      </Suspense>
    </div>
  );
}
