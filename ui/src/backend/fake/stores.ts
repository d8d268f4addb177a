// Twelve stores for designing and testing: long names, different abilities, two of them with a full guide.

import type { FieldView, GuideWay, StorePage, StoreTile } from "../views";
import type { Say } from "./say";

interface Known {
  id: string;
  en: string;
  zh: string;
  mark: string;
  limit: number;
  can: string[];
}

const FULL = ["schedule", "release-by-hand", "review-query", "many-languages", "first-release"];

const KNOWN: Known[] = [
  {
    id: "huawei",
    en: "HUAWEI AppGallery",
    zh: "华为应用市场",
    mark: "华",
    limit: 500,
    can: ["schedule", "review-query", "many-languages", "phased", "draft", "upload-only"],
  },
  { id: "xiaomi", en: "Xiaomi GetApps", zh: "小米应用商店", mark: "米", limit: 1000, can: [] },
  {
    id: "oppo",
    en: "OPPO App Market",
    zh: "OPPO 软件商店",
    mark: "O",
    limit: 500,
    can: ["schedule", "review-query", "listing"],
  },
  {
    id: "vivo",
    en: "vivo App Store",
    zh: "vivo 应用商店",
    mark: "v",
    limit: 200,
    can: ["schedule", "review-query", "package-pair"],
  },
  {
    id: "honor",
    en: "HONOR App Market",
    zh: "荣耀应用市场",
    mark: "荣",
    limit: 500,
    can: [...FULL, "phased", "draft"],
  },
  { id: "tencent", en: "Tencent MyApp (YingYongBao)", zh: "腾讯应用宝", mark: "宝", limit: 500, can: ["schedule"] },
  { id: "meizu", en: "Flyme App Store", zh: "魅族应用商店", mark: "魅", limit: 300, can: [] },
  {
    id: "samsung",
    en: "Samsung Galaxy Store",
    zh: "三星应用商店",
    mark: "三",
    limit: 4000,
    can: [...FULL, "phased", "draft"],
  },
  {
    id: "googleplay",
    en: "Google Play",
    zh: "Google Play",
    mark: "G",
    limit: 500,
    can: [...FULL, "phased", "draft", "testers"],
  },
  {
    id: "amazon",
    en: "Amazon Appstore",
    zh: "亚马逊应用商店",
    mark: "a",
    limit: 4000,
    can: ["draft", "many-languages", "testers"],
  },
  {
    id: "apple",
    en: "App Store Connect and TestFlight for teams",
    zh: "苹果 App Store 与 TestFlight 测试分发",
    mark: "A",
    limit: 4000,
    can: [...FULL, "phased", "fixed-phases", "testers", "test-build"],
  },
  {
    id: "harmony",
    en: "HarmonyOS AppGallery invitation tests",
    zh: "鸿蒙应用市场邀请测试",
    mark: "鸿",
    limit: 500,
    can: ["review-query", "testers"],
  },
];

export function tilesOf(count: number, connected: ReadonlySet<string>, say: Say): StoreTile[] {
  return KNOWN.slice(0, count).map((store) => ({
    id: store.id,
    name: say(store.en, store.zh),
    mark: store.mark,
    state: connected.has(store.id) ? (store.id === "oppo" ? "needs-attention" : "ready") : "not-set-up",
    accounts: connected.has(store.id) ? (store.id === "huawei" ? 2 : 1) : 0,
    can: store.can,
    phases: store.can.includes("fixed-phases")
      ? say(
          "The store’s own plan: 1, 2, 5, 10, 20, 50 and 100 % in seven days",
          "商店固定方案：七天内依次推送 1、2、5、10、20、50、100 %",
        )
      : "",
    notes_limit: store.limit,
    notes_least: store.id === "vivo" ? 5 : 0,
    notes_counted: "characters",
    default_language: "zh-CN",
    accepts: store.id === "apple" ? ["ipa"] : ["apk"],
    size_limit: 4_000_000_000,
  }));
}

export function pageOf(tile: StoreTile, say: Say): Omit<StorePage, "accounts"> {
  const console = `https://console.example/${tile.id}`;
  const before = say(
    "Use the main developer account: a member account often does not see these pages.",
    "请使用开发者主账号：成员账号往往看不到这些页面。",
  );
  return tile.id === "xiaomi"
    ? { tile, console, before, ways: xiaomiWays(say), fields: xiaomiFields(say) }
    : { tile, console, before, ways: huaweiWays(say), fields: huaweiFields(say) };
}

function huaweiFields(say: Say): FieldView[] {
  const field = { shape: "line", choices: [], required: true };
  return [
    {
      ...field,
      id: "client_id",
      label: "Client ID",
      help: say("Digits only", "纯数字"),
      secret: false,
      group: "api-client",
    },
    {
      ...field,
      id: "client_secret",
      label: say("Key (client secret)", "密钥（Client Secret）"),
      help: say("64 letters and digits", "64 位字母与数字"),
      secret: true,
      group: "api-client",
    },
    {
      ...field,
      id: "service_account",
      shape: "file",
      label: say("Service Account file", "Service Account 文件"),
      help: say("The file that ends in private.json", "以 private.json 结尾的文件"),
      secret: true,
      group: "service-account",
    },
    {
      ...field,
      id: "site",
      shape: "choice",
      choices: ["cn", "de", "sg", "ru"],
      required: false,
      label: say("Site", "站点"),
      help: say("Leave empty for China", "留空即为中国站"),
      secret: false,
      group: "",
    },
  ];
}

function huaweiWays(say: Say): GuideWay[] {
  const open = {
    id: "open-console",
    title: say("Sign in", "登录控制台"),
    other_menus: [],
    says: say(
      "Sign in to AppGallery Connect with the main account; a member account often does not see the entry.",
      "用开发者主账号登录 AppGallery Connect，成员账号往往看不到入口。",
    ),
    menu: [],
    link: "https://developer.huawei.com/consumer/cn/service/josp/agc/index.html",
    note: null,
    yields: [],
    sketch: null,
  };
  const menu = {
    id: "users",
    title: say("Find the page", "找到页面"),
    other_menus: [["Developer management", "Credentials", "API client credentials"]],
    says: say("Choose Users and permissions, then Connect API.", "点“用户与访问”，再选“Connect API”。"),
    menu: [say("Users and permissions", "用户与访问"), say("API key", "API 密钥"), "Connect API"],
    link: null,
    note: null,
    yields: [],
    sketch: {
      kind: "side-menu",
      labels: [say("User list", "用户列表"), say("API key", "API 密钥"), "Connect API", say("Audit log", "操作日志")],
      point: "Connect API",
    },
  };
  return [
    {
      id: "api-client",
      title: say("API client", "API 客户端"),
      about: say("Works everywhere today. Two short values to copy.", "目前处处可用，只需复制两个短值。"),
      steps: [
        open,
        menu,
        {
          id: "create",
          title: say("Create a client", "创建客户端"),
          other_menus: [],
          says: say(
            "Press Create, leave Project at N/A, choose the role App administrator, and confirm.",
            "点“创建”，“项目”保持 N/A，角色选“APP 管理员”，点“确认”。",
          ),
          menu: [],
          link: null,
          note: say(
            "A client bound to a project gets a token and is then refused by every publishing call.",
            "绑定了项目的客户端能拿到令牌，但之后的发布调用都会被拒绝。",
          ),
          yields: [],
          sketch: {
            kind: "dialog",
            labels: [
              say("Name", "名称"),
              say("Project: N/A", "项目：N/A"),
              say("Role: App administrator", "角色：APP 管理员"),
              say("Confirm", "确认"),
            ],
            point: say("Project: N/A", "项目：N/A"),
          },
        },
        {
          id: "copy-id",
          title: say("Client ID", "客户端 ID"),
          other_menus: [],
          says: say("Copy the Client ID from the list.", "从列表中复制客户端 ID。"),
          menu: [],
          link: null,
          note: null,
          yields: ["client_id"],
          sketch: {
            kind: "table",
            labels: [say("Client ID", "客户端 ID"), say("Key", "密钥"), say("Role", "角色")],
            point: say("Client ID", "客户端 ID"),
          },
        },
        {
          id: "copy-key",
          title: say("Key", "密钥"),
          other_menus: [],
          says: say("Copy the Key beside it.", "复制旁边的密钥。"),
          menu: [],
          link: null,
          note: null,
          yields: ["client_secret"],
          sketch: {
            kind: "table",
            labels: [say("Client ID", "客户端 ID"), say("Key", "密钥"), say("Role", "角色")],
            point: say("Key", "密钥"),
          },
        },
      ],
    },
    {
      id: "service-account",
      title: say("Service Account", "Service Account"),
      about: say(
        "What Huawei recommends for new keys. One file to import.",
        "华为对新密钥的推荐方式，只需导入一个文件。",
      ),
      steps: [
        open,
        menu,
        {
          id: "download",
          title: say("Get the file", "下载文件"),
          other_menus: [],
          says: say(
            "Create one of type Developer-level; a file ending in private.json downloads once.",
            "新建“开发者级”的 Service Account，浏览器会下载一个以 private.json 结尾的文件，仅此一次。",
          ),
          menu: [],
          link: null,
          note: say("Huawei keeps no copy of it.", "华为不保存副本。"),
          yields: ["service_account"],
          sketch: {
            kind: "tiles",
            labels: [say("API client", "API 客户端"), "Service Account", say("OAuth client", "OAuth 客户端")],
            point: "Service Account",
          },
        },
      ],
    },
  ];
}

function xiaomiFields(say: Say): FieldView[] {
  const field = { shape: "line", choices: [], required: true, group: "" };
  return [
    { ...field, id: "account_email", label: say("Sign-in e-mail", "登录邮箱"), help: "", secret: false },
    {
      ...field,
      id: "public_cert",
      shape: "file",
      label: say("Public key file (公钥)", "公钥文件"),
      help: "dev.xiaomi.api.public.cer",
      secret: true,
    },
    {
      ...field,
      id: "api_secret",
      label: say("API secret (私钥)", "私钥"),
      help: say("The short string", "那一串短字符"),
      secret: true,
    },
  ];
}

function xiaomiWays(say: Say): GuideWay[] {
  const step = { menu: [], link: null, note: null, yields: [], sketch: null };
  return [
    {
      id: "auto-publish",
      title: say("Automatic publishing", "自动发布接口"),
      about: "",
      steps: [
        {
          ...step,
          id: "sign-in",
          title: say("Sign in", "登录"),
          other_menus: [],
          says: say(
            "Sign in to the developer site; the e-mail that you use here is the first value.",
            "登录开发者站，登录邮箱就是第一个值。",
          ),
          link: "https://dev.mi.com",
          yields: ["account_email"],
        },
        {
          ...step,
          id: "download",
          title: say("Get the file", "下载文件"),
          other_menus: [],
          says: say("Open the account page and press 下载公钥.", "打开账号页面，点“下载公钥”。"),
          menu: ["管理中心", "账号管理", "自动发布接口"],
          yields: ["public_cert"],
          sketch: { kind: "dialog", labels: ["下载公钥", "获取私钥", "重置"], point: "下载公钥" },
        },
        {
          ...step,
          id: "reveal",
          title: say("Reveal the key", "查看私钥"),
          other_menus: [],
          says: say("Press 点击获取 and copy the value that appears.", "点“点击获取”，复制显示出的值。"),
          yields: ["api_secret"],
          sketch: { kind: "dialog", labels: ["下载公钥", "获取私钥", "重置"], point: "获取私钥" },
        },
      ],
    },
  ];
}
