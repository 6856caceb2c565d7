import { createApp } from "vue";
import App from "./App.vue";

createApp(App, { shelf: "Reading" }).mount("#app");
