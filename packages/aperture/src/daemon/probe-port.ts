import { connect } from "node:net";

/** True when something accepts a connection on 127.0.0.1:`port` within `timeout` ms. Never throws. */
export function probePort(port: number, timeout = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const answer = (open: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(open);
    };
    const timer = setTimeout(answer, timeout, false);
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
}
