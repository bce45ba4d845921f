import { useEffect } from "react";
import { SecondFactor, useFactor } from "@/features/admin";
import { Foot, setupChanged } from "@/features/setup";
import type { Nav } from "../nav";

/** A second factor for the first administrator: the same card as in their account. */
export function FactorStep({ nav }: { nav: Nav }) {
  const since = useFactor().data?.since ?? null;
  useEffect(() => {
    void setupChanged();
  }, [since]);
  return (
    <>
      <SecondFactor />
      <Foot back={nav.back} next={nav.next} done={since !== null} />
    </>
  );
}
