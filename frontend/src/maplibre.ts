// The part of MapLibre GL that the map uses, in a file of its own: fetched from our own server only when somebody moves a map or draws on one.
export { Map, setWorkerUrl } from "maplibre-gl";
