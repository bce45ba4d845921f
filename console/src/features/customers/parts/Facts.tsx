import { CircleDot, MessageSquare, Package, Truck } from "lucide-react";
import { useState } from "react";
import type { Customer, Order } from "@/api/types";
import { Ago, Tag, linkTo, serverNow } from "@/design";
import { t, tCode } from "@/i18n";
import { date, dateTime, money } from "@/i18n/format";
import css from "./panel.module.css";

function OrderCard({ order }: { order: Order }) {
  const [open, setOpen] = useState(false);
  const { shipment } = order;
  return (
    <li className={css.card}>
      <button type="button" className={css.cardHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <b className="cut">{order.items[0]?.name ?? order.no}</b>
        <span className="num">{money(order.amount)}</span>
      </button>
      <p className={css.meta}>
        <Tag tone="brand">{tCode("order", order.status, {}, order.status)}</Tag>
        <span className="num">{order.no}</span>
        <Ago at={order.at} />
      </p>
      {shipment && (
        <p className={css.meta}>
          <Truck size={13} aria-hidden />
          <span className="cut">
            {shipment.company} {tCode("shipment", shipment.status, {}, shipment.status)}
            {shipment.eta && " · " + t("customer.eta", { date: dateTime(shipment.eta, serverNow()) })}
          </span>
        </p>
      )}
      {open && (
        <ul className={css.items}>
          {order.items.map((item) => (
            <li key={item.name}>
              <span>{item.name}</span>
              <span className="num">
                × {item.qty} · {money(item.price)}
              </span>
            </li>
          ))}
          {shipment && (
            <li>
              <span>{t("customer.waybill")}</span>
              <span className="num">{shipment.no}</span>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

export function Orders({ customer }: { customer: Customer }) {
  if (customer.orders.length === 0) return <p className="muted">{t("customer.no_orders")}</p>;
  return (
    <ul className={css.cards}>
      {customer.orders.map((order) => (
        <OrderCard key={order.no} order={order} />
      ))}
    </ul>
  );
}

export function Devices({ customer }: { customer: Customer }) {
  const now = serverNow();
  return (
    <ul className={css.cards}>
      {customer.devices.map((device) => {
        const covered = device.warranty_until !== null && Date.parse(device.warranty_until) > now;
        return (
          <li key={device.serial} className={css.card}>
            <div className={css.cardHead}>
              <b className="cut">{device.name}</b>
              <Tag tone={covered ? "green" : "plain"}>
                {covered
                  ? t("customer.covered", { date: date(device.warranty_until ?? "", now) })
                  : t("customer.uncovered")}
              </Tag>
            </div>
            <p className={css.meta}>
              <span className="num">{device.model}</span>
              <span className="num cut">SN {device.serial}</span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

const MATTER = { conversation: MessageSquare, order: Package, message: CircleDot };

export function Matters({ customer, openId }: { customer: Customer; openId: string }) {
  const matters = customer.open_matters.filter((matter) => matter.ref !== openId);
  if (matters.length === 0) return <p className="muted">{t("customer.no_matters")}</p>;
  return (
    <ul className={css.lines}>
      {matters.map((matter) => {
        const Icon = MATTER[matter.kind];
        const body = (
          <>
            <Icon size={13} aria-hidden />
            <span className="cut">{matter.title}</span>
            <Ago at={matter.since} />
          </>
        );
        return (
          <li key={matter.ref}>
            {matter.kind !== "order" ? <a {...linkTo(`/desk/${matter.ref}`)}>{body}</a> : <span>{body}</span>}
          </li>
        );
      })}
    </ul>
  );
}

export function History({ customer, openId }: { customer: Customer; openId: string }) {
  const list = customer.conversations.filter((item) => item.id !== openId);
  if (list.length === 0) return <p className="muted">{t("customer.no_history")}</p>;
  return (
    <ul className={css.history}>
      {list.map((item) => (
        <li key={item.id}>
          <a {...linkTo(`/desk/${item.id}`)}>
            <span className={css.cardHead}>
              <b className="cut">{item.subject}</b>
              {item.score !== null && (
                <Tag tone={item.score >= 4 ? "green" : item.score <= 2 ? "red" : "plain"} title={t("customer.score")}>
                  {t("customer.stars", { score: item.score })}
                </Tag>
              )}
            </span>
            <span className={css.meta}>
              {tCode("channel", item.channel)}
              <span className="cut">{item.agent_name ?? t("message.bot")}</span>
              {item.phase !== "closed" && <Tag tone="brand">{tCode("phase", item.phase)}</Tag>}
              <Ago at={item.opened_at} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
