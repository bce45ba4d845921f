import { useEffect, useRef, useState } from "react";
import type { Attachment } from "@/api/types";
import { fitted, moved, zoomed } from "../../zoom";
import type { Lie } from "../../zoom";
import css from "./pictures.module.css";

export type Shown = Pick<Attachment, "name" | "url">;

/** The picture, turned by wheel, fingers, keys and double click; dragged when it is larger than its stage. */
export function Stage({ image, lie, change }: { image: Shown; lie: Lie; change: (change: (lie: Lie) => Lie) => void }) {
  const stage = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const box = stage.current;
    if (box === null) return undefined;
    const turn = (event: WheelEvent): void => {
      event.preventDefault(); // which a listener of React's may not
      const { left, top, width, height } = box.getBoundingClientRect();
      const at = { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
      change((now) => zoomed(now, Math.exp(-event.deltaY / 300), at));
    };
    box.addEventListener("wheel", turn, { passive: false });
    return () => box.removeEventListener("wheel", turn);
  }, [change]);
  return (
    <div
      ref={stage}
      className={css.stage}
      data-large={lie.scale > 1 || undefined}
      data-dragging={dragging || undefined}
      onDoubleClick={() => change((now) => (now.scale > 1 ? fitted : zoomed(now, 2)))}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      }}
      onPointerMove={(event) => {
        const { clientWidth: width, clientHeight: height } = event.currentTarget;
        if (dragging) change((now) => moved(now, event.movementX, event.movementY, { width, height }));
      }}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
    >
      <img
        src={image.url}
        alt={image.name}
        draggable={false}
        style={{ transform: `translate(${lie.x}px, ${lie.y}px) scale(${lie.scale})` }}
      />
    </div>
  );
}
