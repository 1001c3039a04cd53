// Reads a QR or bar code out of a video picture: with the browser's own detector where there is one, else with zxing compiled to WebAssembly,
// fetched from our own server the first time a camera is started.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

export type Decode = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const OWN = ["qr_code", "code_128", "data_matrix"];

export async function makeDecoder(wasm: string): Promise<Decode> {
  const detector = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const formats = detector ? await detector.getSupportedFormats() : [];
  if (detector && formats.includes("qr_code")) return withBrowser(new detector({ formats: OWN.filter((name) => formats.includes(name)) }));
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return withZxing();
}

function withBrowser(detector: Detector): Decode {
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

function withZxing(): Decode {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!pen || !video.videoWidth) return null;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(picture, { formats: ["QRCode", "Code128", "DataMatrix"], maxNumberOfSymbols: 1, tryHarder: false });
    return found[0]?.text ?? null;
  };
}
