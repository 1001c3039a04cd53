// A map to move and zoom, laid over the drawing that the server made (outpace.ui.maps), from the same data; and drawing a shape on it. The words,
// links and places come with the page; who is inside a shape is the server's to say. Without WebGL the drawing stays.
import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, LayerSpecification, Map as LibreMap, StyleSpecification } from "maplibre-gl";
import { text } from "./strings";

interface Told {
  bounds: [number, number, number, number];
  borders: FeatureCollection;
  shapes: FeatureCollection;
  places: FeatureCollection;
  dots: [number, number][];
}
type Corner = [number, number];

const STEP_COLOURS = [0, 1, 2, 3, 4, 5];
const TONES = ["neutral", "info", "ok", "warn", "danger"];
const GRAB = 14; // pixels around a corner that take hold of it

/** Can this browser draw with WebGL 2? Old laptops and remote desktops cannot, and keep the drawing. */
function canDraw(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

/** A colour of the page as it stands now, light or dark. */
function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--op-${name}`).trim() || "#808080";
}

class AreaMap {
  private readonly told: Told;
  private readonly live: HTMLElement;
  private readonly said: HTMLElement;
  private readonly drawing: Drawing | null;

  constructor(private readonly root: HTMLElement) {
    this.told = JSON.parse(document.getElementById(root.dataset["mapData"]!)!.textContent ?? "{}") as Told;
    this.live = root.querySelector<HTMLElement>("[data-map-live]")!;
    this.said = root.querySelector<HTMLElement>("[data-map-said]")!;
    const field = root.closest<HTMLElement>("[data-map-draw]")?.dataset["mapDraw"];
    const corners = field ? document.getElementById(field) : null;
    this.drawing = corners instanceof HTMLTextAreaElement ? new Drawing(corners) : null;
    const start = root.querySelector<HTMLButtonElement>("[data-map-start]")!;
    start.hidden = false;
    start.addEventListener("click", () => void this.open(start));
    if (this.drawing) void this.open(start);
  }

  private async open(start: HTMLButtonElement): Promise<void> {
    start.disabled = true;
    try {
      const { Map, setWorkerUrl } = (await import(this.root.dataset["library"]!)) as typeof import("./maplibre");
      setWorkerUrl(new URL(this.root.dataset["worker"]!, location.href).href);
      this.live.hidden = false;
      this.root.querySelectorAll<SVGElement>(".op-map-board").forEach((board) => board.setAttribute("hidden", ""));
      start.hidden = true;
      this.begin(
        new Map({
          container: this.root.querySelector<HTMLElement>("[data-map-canvas]")!,
          style: this.style(),
          bounds: this.told.bounds,
          fitBoundsOptions: { padding: 36 },
          attributionControl: false,
          dragRotate: false,
          pitchWithRotate: false,
          touchPitch: false,
          scrollZoom: false,
          fadeDuration: 0,
          maxZoom: 18,
        }),
      );
    } catch {
      this.live.hidden = true;
      this.root.querySelectorAll<SVGElement>(".op-map-board").forEach((board) => board.removeAttribute("hidden"));
      this.root.querySelector<HTMLElement>("[data-map-note]")!.textContent = text("map_no_drawing");
    }
  }

  private begin(map: LibreMap): void {
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.getCanvas().setAttribute("aria-label", this.root.getAttribute("aria-label") ?? "");
    map.on("click", () => map.scrollZoom.enable());
    this.tool("in", () => map.zoomIn());
    this.tool("out", () => map.zoomOut());
    this.tool("whole", () => map.fitBounds(this.told.bounds, { padding: 36 }));
    this.places(map);
    this.drawing?.begin(map, this.root, (words) => (this.said.textContent = words));
    new MutationObserver(() => map.setStyle(this.style())).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme", "data-theme"] });
    map.on("styledata", () => this.drawing?.show());
    map.once("idle", () => (this.root.dataset["mapState"] = "ready"));
  }

  /** What is under the pointer is said below the map, and a click follows its link. */
  private places(map: LibreMap): void {
    const layers = ["places", "sites", "drawn"];
    const under = (point: { x: number; y: number }) =>
      map.queryRenderedFeatures([[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]], { layers: layers.filter((name) => map.getLayer(name)) })[0];
    map.on("mousemove", (event) => {
      const found = under(event.point);
      map.getCanvas().style.cursor = found?.properties["url"] && !this.drawing ? "pointer" : "";
      this.said.textContent = found ? String(found.properties["words"] ?? found.properties["label"]) : "";
    });
    map.on("click", (event) => {
      const url = under(event.point)?.properties["url"] as string | undefined;
      if (url && !this.drawing) location.assign(url);
    });
  }

  private tool(name: string, act: () => void): void {
    this.root.querySelector(`[data-map-${name}]`)?.addEventListener("click", act);
  }

  private style(): StyleSpecification {
    const empty: FeatureCollection = { type: "FeatureCollection", features: [] };
    const dots: FeatureCollection = {
      type: "FeatureCollection",
      features: this.told.dots.map((dot) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: dot } })),
    };
    const data = { borders: this.told.borders, shapes: this.told.shapes, places: this.told.places, dots, sketch: empty };
    const sources = Object.fromEntries(Object.entries(data).map(([name, found]) => [name, { type: "geojson" as const, data: found }]));
    return { version: 8, sources, layers: [...ground(), ...marks(), ...sketch()] };
  }
}

/** Paper, borders, dots without names. */
function ground(): LayerSpecification[] {
  const own = ["boolean", ["get", "own"], false] as const;
  return [
    { id: "paper", type: "background", paint: { "background-color": token("sunken") } },
    { id: "land", type: "fill", source: "borders", paint: { "fill-color": ["case", [...own], token("surface"), token("page")] } },
    { id: "border", type: "line", source: "borders", paint: { "line-color": ["case", [...own], token("line-strong"), token("line")], "line-width": ["case", [...own], 1.5, 1] } },
    { id: "dots", type: "circle", source: "dots", paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 1.4, 12, 3], "circle-color": token("line-strong") } },
  ] as LayerSpecification[];
}

/** Drawn zones, then places: filled, ringed with a middle, or empty, as on the server's drawing. */
function marks(): LayerSpecification[] {
  const tone = (kind: string) => ["match", ["get", "tone"], ...TONES.flatMap((name) => [name, token(`${name}${kind}`)]), token("neutral-mark")];
  const step = ["match", ["get", "step"], ...STEP_COLOURS.flatMap((number) => [number, token(`ramp-${number}`)]), token("sunken")];
  const fill = ["case", [">=", ["get", "step"], 0], step, ["==", ["get", "fill"], "whole"], tone("-mark"), ["==", ["get", "fill"], "part"], tone("-soft"), token("sunken")];
  const rim = ["case", [">=", ["get", "step"], 0], token("ink-2"), ["==", ["get", "fill"], "none"], token("line-strong"), tone("-mark")];
  const size = ["interpolate", ["exponential", 1.5], ["zoom"], 8, ["*", 0.8, ["get", "radius"]], 14, ["*", 2, ["get", "radius"]]];
  const core = ["interpolate", ["exponential", 1.5], ["zoom"], 8, ["*", 0.36, ["get", "radius"]], 14, ["*", 0.9, ["get", "radius"]]];
  const isArea = ["==", ["get", "form"], "area"];
  const halo = { "text-color": token("ink"), "text-halo-color": token("surface"), "text-halo-width": 1.6 };
  const name = { "text-field": ["get", "label"], "text-font": ["Plex"], "text-size": 13, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.1, "text-justify": "auto", "symbol-sort-key": ["-", 0, ["get", "order"]] };
  return [
    { id: "drawn", type: "fill", source: "shapes", paint: { "fill-color": tone("-mark"), "fill-opacity": 0.16 } },
    { id: "drawn-line", type: "line", source: "shapes", paint: { "line-color": tone("-mark"), "line-width": 2, "line-dasharray": [3, 1.5] } },
    { id: "places", type: "circle", source: "places", filter: isArea, layout: { "circle-sort-key": ["get", "order"] }, paint: { "circle-radius": size, "circle-color": fill, "circle-opacity": 0.92, "circle-stroke-color": rim, "circle-stroke-width": 1.5 } },
    { id: "parts", type: "circle", source: "places", filter: ["all", isArea, ["==", ["get", "fill"], "part"]], paint: { "circle-radius": core, "circle-color": tone("-mark") } },
    { id: "sites", type: "symbol", source: "places", filter: ["!", isArea], layout: { "text-field": ["match", ["get", "form"], "site", "◆", "■"], "text-font": ["Plex"], "text-size": 18, "text-allow-overlap": true, "text-ignore-placement": true }, paint: { "text-color": tone("-mark"), "text-halo-color": token("ink"), "text-halo-width": 0.8 } },
    { id: "names", type: "symbol", source: "places", layout: name, paint: halo },
    { id: "far", type: "symbol", source: "borders", filter: ["!", ["boolean", ["get", "own"], false]], layout: { "text-field": ["get", "name"], "text-font": ["Plex"], "text-size": 12, "text-letter-spacing": 0.06 }, paint: { "text-color": token("ink-3"), "text-halo-color": token("page"), "text-halo-width": 1 } },
  ] as LayerSpecification[];
}

/** The shape being drawn: its area, its edge and the corners one can take hold of. */
function sketch(): LayerSpecification[] {
  const colour = token("accent");
  return [
    { id: "sketch", type: "fill", source: "sketch", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.16 } },
    { id: "sketch-line", type: "line", source: "sketch", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": colour, "line-width": 2.5 } },
    { id: "sketch-corner", type: "circle", source: "sketch", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 6, "circle-color": token("surface"), "circle-stroke-color": colour, "circle-stroke-width": 2.5 } },
  ] as LayerSpecification[];
}

/** Corners of a shape, kept in the form's own field: a click adds one, dragging moves one, the keyboard adds one under the cross. */
class Drawing {
  private map: LibreMap | null = null;
  private say: (words: string) => void = () => undefined;
  private held = -1;

  constructor(private readonly field: HTMLTextAreaElement) {
    field.addEventListener("input", () => this.show());
  }

  begin(map: LibreMap, root: HTMLElement, say: (words: string) => void): void {
    this.map = map;
    this.say = say;
    root.querySelector<HTMLElement>("[data-map-drawing]")!.hidden = false;
    root.querySelector<HTMLElement>("[data-map-cross]")!.hidden = false;
    root.querySelector("[data-map-add]")?.addEventListener("click", () => this.addMiddle());
    root.querySelector("[data-map-undo]")?.addEventListener("click", () => this.write(this.corners().slice(0, -1)));
    root.querySelector("[data-map-clear]")?.addEventListener("click", () => this.write([]));
    map.doubleClickZoom.disable();
    map.on("click", (event) => this.nearest(event.point) < 0 && this.write([...this.corners(), [event.lngLat.lng, event.lngLat.lat]]));
    map.on("mousedown", (event) => this.take(event.point, () => event.preventDefault()));
    map.on("touchstart", (event) => event.points.length === 1 && this.take(event.point, () => event.preventDefault()));
    for (const name of ["mousemove", "touchmove"] as const) map.on(name, (event) => this.move([event.lngLat.lng, event.lngLat.lat]));
    for (const name of ["mouseup", "touchend"] as const) map.on(name, () => (this.held = -1));
    map.getCanvas().addEventListener("keydown", (event) => this.press(event));
    this.show();
  }

  /** Draws what stands in the field. */
  show(): void {
    const source = this.map?.getSource<GeoJSONSource>("sketch");
    if (!source) return;
    const corners = this.corners();
    const points = corners.map((corner) => ({ type: "Feature" as const, properties: {}, geometry: { type: "Point" as const, coordinates: corner } }));
    const first = corners[0];
    const area = corners.length > 2 && first ? [{ type: "Feature" as const, properties: {}, geometry: { type: "Polygon" as const, coordinates: [[...corners, first]] } }] : [];
    const edge = corners.length === 2 ? [{ type: "Feature" as const, properties: {}, geometry: { type: "LineString" as const, coordinates: corners } }] : [];
    source.setData({ type: "FeatureCollection", features: [...area, ...edge, ...points] });
  }

  private corners(): Corner[] {
    const lines = this.field.value.split("\n").map((line) => line.trim().split(/[\s,，]+/).map(Number));
    return lines.filter((pair): pair is Corner => pair.length === 2 && pair.every(Number.isFinite));
  }

  private write(corners: Corner[]): void {
    this.field.value = corners.map(([lon, lat]) => `${lon.toFixed(6)}, ${lat.toFixed(6)}`).join("\n");
    this.say(text("map_corners", { count: String(corners.length) }));
    this.show();
  }

  private addMiddle(): void {
    const middle = this.map?.getCenter();
    if (middle) this.write([...this.corners(), [middle.lng, middle.lat]]);
  }

  private press(event: KeyboardEvent): void {
    if (event.key === "Enter") this.addMiddle();
    else if (event.key === "Backspace" || event.key === "Delete") this.write(this.corners().slice(0, -1));
    else return;
    event.preventDefault();
  }

  private nearest(point: { x: number; y: number }): number {
    const at = this.corners().map((corner) => this.map!.project(corner));
    const far = at.map((spot) => Math.hypot(spot.x - point.x, spot.y - point.y));
    const best = far.indexOf(Math.min(...far));
    return best >= 0 && far[best]! <= GRAB ? best : -1;
  }

  private take(point: { x: number; y: number }, hold: () => void): void {
    this.held = this.nearest(point);
    if (this.held >= 0) hold(); // the map itself stays where it is
  }

  private move(to: Corner): void {
    if (this.held < 0) return;
    const corners = this.corners();
    corners[this.held] = to;
    this.write(corners);
  }
}

const known = new WeakSet<HTMLElement>();

function install(scope: ParentNode): void {
  if (!canDraw()) return;
  for (const root of scope.querySelectorAll<HTMLElement>("[data-map-data]")) {
    if (known.has(root)) continue;
    known.add(root);
    new AreaMap(root);
  }
}

document.addEventListener("htmx:load", (event) => install(event.target as HTMLElement));
install(document);
