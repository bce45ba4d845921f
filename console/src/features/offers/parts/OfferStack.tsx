import Button from "antd/es/button";
import Dropdown from "antd/es/dropdown";
import { BellRing } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Offer } from "@/api/types";
import {
  Avatar,
  CallBackTag,
  ChannelIcon,
  EmotionMark,
  LaneMark,
  Ring,
  TierTag,
  WaitClock,
  serverNow,
  unclaimed,
  useKeys,
  useNow,
} from "@/design";
import { named, queueName, t } from "@/i18n";
import { usePeople, useReasons } from "@/features/people";
import { acceptOffer, declineOffer, useOffers } from "../data";
import { standing } from "../state";
import { chime, notify, startFlash, stopFlash, unlockSound, useSoundReady } from "./alarm";
import { useWhy } from "./why";
import css from "./OfferStack.module.css";

const RING_AGAIN = 6;
/** A key that was already on its way when the card appeared is not an answer to it. */
const DEAF_FOR = 500;

function useAlarm(top: Offer | undefined): void {
  const now = useNow();
  const ready = useSoundReady();
  useEffect(() => {
    // Whoever has just signed in has touched the page already.
    unlockSound();
    if (ready) return undefined;
    const touch = (): void => unlockSound();
    window.addEventListener("pointerdown", touch);
    window.addEventListener("keydown", touch);
    return () => {
      window.removeEventListener("pointerdown", touch);
      window.removeEventListener("keydown", touch);
    };
  }, [ready]);
  const id = top?.id;
  const name = top?.conversation.customer.name ?? "";
  const subject = top?.conversation.subject ?? "";
  useEffect(() => {
    if (id === undefined) return undefined;
    startFlash(t("offer.title", { name }));
    const takeBack = notify(`qf-offer-${id}`, t("offer.notice", { name }), subject);
    return () => {
      stopFlash();
      takeBack();
    };
  }, [id, name, subject]);
  const beat = top === undefined ? null : Math.floor((now - Date.parse(top.offered_at)) / 1000 / RING_AGAIN);
  useEffect(() => {
    // Also at the moment the sound becomes allowed: whoever comes back to a waiting card hears it.
    if (id !== undefined && beat !== null) chime();
  }, [id, beat, ready]);
}

/** Cards from the right edge. Enter takes the first, Esc declines it; while a text is being written only Alt+Enter does. */
export function OfferStack({ accepted }: { accepted: (conversationId: string) => void }) {
  const state = useOffers();
  const now = useNow();
  const list = useMemo(() => standing(state, now), [state, now]);
  const top = list[0];
  useAlarm(top);
  const [declining, setDeclining] = useState<string | null>(null);
  const shownAt = useRef(0);
  const topId = top?.id;
  useEffect(() => {
    shownAt.current = serverNow();
  }, [topId]);
  const accept = (offer: Offer): void => {
    void acceptOffer(offer).then((row) => {
      if (row !== null) accepted(row.id);
    });
  };
  useKeys((event) => {
    if (top === undefined || event.defaultPrevented || serverNow() - shownAt.current < DEAF_FOR) return;
    if (event.key === "Enter" && event.altKey) {
      event.preventDefault();
      accept(top);
      return;
    }
    if (!unclaimed(event)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      accept(top);
    } else if (event.key === "Escape") {
      setDeclining(top.id);
    }
  }, top !== undefined);
  if (list.length === 0) return null;
  return (
    <section className={css.stack} aria-label={t("offer.region")} aria-live="assertive">
      {list.map((offer) => (
        <OfferCard
          key={offer.id}
          offer={offer}
          first={offer === top}
          declining={declining === offer.id}
          setDeclining={(on) => setDeclining(on ? offer.id : null)}
          accept={() => accept(offer)}
        />
      ))}
    </section>
  );
}

interface CardProps {
  offer: Offer;
  first: boolean;
  declining: boolean;
  setDeclining: (on: boolean) => void;
  accept: () => void;
}

function OfferCard({ offer, first, declining, setDeclining, accept }: CardProps) {
  const row = offer.conversation;
  const reasons = useReasons("decline");
  const queue = usePeople((state) => (row.queue_id === null ? undefined : state.queues[row.queue_id]));
  const why = useWhy(offer.why);
  const items = reasons.map((reason) => ({ key: reason.code, label: named(reason) }));
  return (
    <article className={css.card} aria-label={t("offer.card", { name: row.customer.name })}>
      <header>
        <Avatar name={row.customer.name} initials={row.customer.initials} size={38} />
        <div className={css.who}>
          <strong>
            <span className="cut">{row.customer.name}</span> <TierTag tier={row.customer.tier} />
          </strong>
          <span className={css.meta}>
            <ChannelIcon channel={row.channel} />
            {queue && <span className="cut">{queueName(queue)}</span>}
            <CallBackTag row={row} />
            <LaneMark row={row} word />
            <EmotionMark emotion={row.emotion} word />
          </span>
        </div>
        <Ring until={offer.expires_at} seconds={offer.seconds} />
      </header>
      <p className={css.text}>{row.subject || row.preview?.text}</p>
      <WaitClock name={row.customer.name} due={row} style="sentence" />
      {why.length > 0 && (
        <ul className={css.why} aria-label={t("offer.why")}>
          {why.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <footer>
        <Dropdown
          open={declining}
          onOpenChange={setDeclining}
          trigger={["click"]}
          placement="bottomLeft"
          autoFocus
          menu={{ items, onClick: ({ key }) => void declineOffer(offer, key) }}
        >
          <Button>
            {t("offer.decline")} {first && <kbd>Esc</kbd>}
          </Button>
        </Dropdown>
        <Button
          type="primary"
          title={t("offer.accept_hint")}
          icon={<BellRing size={14} aria-hidden />}
          onClick={accept}
        >
          {t("offer.accept")} {first && <kbd className={css.key}>↵</kbd>}
        </Button>
      </footer>
    </article>
  );
}
