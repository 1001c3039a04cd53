// A scan field (ui/partials/scanner.html) is an ordinary text field first. This adds: a hand scanner's keystrokes reach it from anywhere on the
// page, the camera reads codes into it, and the reader hears, feels and sees that something was read. The server decides what a code means.
import { text } from "./strings";
import type { Decode } from "./decoder";

const BURST_MS = 50; // a hand scanner types faster than anybody; between its signs pass a few milliseconds
const LEAST = 4;
const PAUSE_MS = 1500; // the same code is not read twice within this time
const LOOK_MS = 120;

/** Collects keystrokes and says which code a hand scanner typed when Enter ends a burst. */
export class Wedge {
  private signs = "";
  private last = 0;

  /** Takes one key at a time (in milliseconds); returns the code when Enter ends a burst of quick keys, else null. */
  press(key: string, time: number): string | null {
    const quick = time - this.last <= BURST_MS;
    this.last = time;
    if (key === "Enter") {
      const code = quick && this.signs.length >= LEAST ? this.signs : null;
      this.signs = "";
      return code;
    }
    if (key.length !== 1) return null;
    this.signs = quick ? this.signs + key : key;
    return null;
  }
}

class ScanField {
  private readonly field: HTMLInputElement;
  private readonly state: HTMLElement | null;
  private stream: MediaStream | null = null;
  private timer = 0;
  private lastCode = "";
  private lastTime = 0;

  constructor(private readonly root: HTMLElement) {
    this.field = root.querySelector<HTMLInputElement>("[data-scan-field]")!;
    this.state = root.querySelector("[data-scan-state]");
    this.offerCamera();
  }

  /** Puts a code into the field and sends its form, as Enter would. */
  enter(code: string): void {
    this.field.value = code;
    this.say(text("scan_read", { code }));
    feedback(this.root, true);
    this.field.form?.requestSubmit();
  }

  isEditing(target: EventTarget | null): boolean {
    return target === this.field;
  }

  private offerCamera(): void {
    const tools = this.root.querySelector<HTMLElement>("[data-scan-tools]");
    const button = this.root.querySelector<HTMLButtonElement>("[data-scan-camera]");
    if (!tools || !button || !navigator.mediaDevices?.getUserMedia) return;
    tools.hidden = false;
    button.addEventListener("click", () => void (this.stream ? this.stop() : this.start()));
    this.root.querySelector("[data-scan-torch]")?.addEventListener("click", () => void this.torch());
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
  }

  private async start(): Promise<void> {
    const video = this.root.querySelector<HTMLVideoElement>("[data-scan-video]")!;
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
      const decode = await decoder(this.root);
      video.srcObject = this.stream;
      await video.play();
      this.show(true);
      this.say(text("scan_ready"));
      this.timer = window.setTimeout(() => void this.look(video, decode), LOOK_MS);
    } catch {
      this.stop();
      this.say(text("scan_no_camera"));
      this.field.focus();
    }
  }

  private async look(video: HTMLVideoElement, decode: Decode): Promise<void> {
    if (!this.stream) return;
    const code = await decode(video).catch(() => null);
    const now = Date.now();
    if (code && (code !== this.lastCode || now - this.lastTime > PAUSE_MS)) {
      this.lastCode = code;
      this.lastTime = now;
      this.enter(code);
    }
    this.timer = window.setTimeout(() => void this.look(video, decode), LOOK_MS);
  }

  private stop(): void {
    window.clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.show(false);
  }

  private show(on: boolean): void {
    this.root.querySelector<HTMLElement>("[data-scan-view]")!.hidden = !on;
    this.root.querySelector("[data-scan-camera-text]")!.textContent = text(on ? "scan_stop" : "scan_start");
    const torch = this.root.querySelector<HTMLButtonElement>("[data-scan-torch]");
    const able = this.stream?.getVideoTracks()[0]?.getCapabilities?.() as { torch?: boolean } | undefined;
    if (torch) torch.hidden = !(on && able?.torch);
  }

  private async torch(): Promise<void> {
    const track = this.stream?.getVideoTracks()[0];
    const lit = (track?.getSettings() as { torch?: boolean } | undefined)?.torch ?? false;
    await track?.applyConstraints({ advanced: [{ torch: !lit } as MediaTrackConstraintSet] });
  }

  private say(words: string): void {
    if (this.state) this.state.textContent = words;
  }
}

/** Heard, felt and seen: gloves, noise and sunlight each take one of the three away. */
export function feedback(root: HTMLElement, good: boolean): void {
  root.dataset["flash"] = good ? "ok" : "bad";
  window.setTimeout(() => delete root.dataset["flash"], 700);
  navigator.vibrate?.(good ? 60 : [120, 60, 120]);
  beep(good ? 1760 : 330, good ? 0.09 : 0.3);
}

let sound: AudioContext | null = null;

function beep(hertz: number, seconds: number): void {
  sound ??= new AudioContext();
  if (sound.state !== "running") return; // browsers allow sound only after the reader has touched the page
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  volume.gain.value = 0.08;
  tone.frequency.value = hertz;
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + seconds);
}

async function decoder(root: HTMLElement): Promise<Decode> {
  const module = (await import(root.dataset["decoder"]!)) as typeof import("./decoder");
  return module.makeDecoder(root.dataset["wasm"]!);
}

const known = new Map<HTMLElement, ScanField>();

function install(scope: ParentNode): void {
  for (const root of scope.querySelectorAll<HTMLElement>("[data-scan]")) if (!known.has(root)) known.set(root, new ScanField(root));
  for (const root of known.keys()) if (!root.isConnected) known.delete(root);
  // A fragment that came back after a scan says with data-verdict how it went.
  const verdict = scope.querySelector<HTMLElement>("[data-verdict]:not([data-heard])");
  const field = document.querySelector<HTMLElement>("[data-scan]");
  if (verdict && field) {
    verdict.dataset["heard"] = "";
    feedback(field, verdict.dataset["verdict"] === "ok");
  }
}

const wedge = new Wedge();
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const code = wedge.press(event.key, event.timeStamp);
  const first = [...known.values()][0];
  if (!code || !first || [...known.values()].some((scan) => scan.isEditing(event.target))) return;
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  first.enter(code);
});
document.addEventListener("htmx:load", (event) => install(event.target as HTMLElement));
install(document);
