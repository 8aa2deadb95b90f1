/// What stands around the chapters: the page's ground, its bar and contents, the masthead.
enum PageStyle {
  /// Named faces first: the generic names of some systems lead to faces without Chinese.
  static let fonts = """
    --sans:"Source Sans 3",-apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC","Source Han Sans SC",\
    "Hiragino Sans GB","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif;\
    --serif:"Source Serif 4","Songti SC","Noto Serif CJK SC","Source Han Serif SC",STSong,SimSun,Georgia,serif;\
    --mono:ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono","Noto Sans Mono CJK SC",monospace
    """

  static let base = """
    *{box-sizing:border-box}
    html{font:17px/1.75 var(--sans);scroll-padding-top:64px;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;padding-top:48px;background:var(--paper);color:var(--ink);font-variant-numeric:tabular-nums lining-nums;\
    text-autospace:normal;line-break:strict;overflow-wrap:break-word;hanging-punctuation:allow-end}
    html:has(#lang-zh):not(:has(#lang-en:checked)) .en,html:has(#lang-en:checked) .zh{display:none}
    html:has(#lang-en:checked){line-height:1.6}
    h1,h2{font-family:var(--serif);font-weight:700;text-wrap:balance;line-height:1.25;margin:0}
    h3{font-weight:650;line-height:1.4;margin:0;text-wrap:balance}
    p{margin:0 0 .8em;text-wrap:pretty}
    a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
    a:hover{text-decoration-thickness:2px}
    :focus-visible{outline:3px solid var(--acc);outline-offset:2px;border-radius:2px}
    main:focus{outline:0}
    .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;left:12px;top:-60px;z-index:9;background:var(--card);padding:8px 14px;border:2px solid var(--acc)}
    .skip:focus{top:8px}
    .en{font-variant-east-asian:proportional-width}
    .nb{display:inline-block}
    """

  static let shell = """
    .bar{position:fixed;top:0;left:0;right:0;z-index:5;display:flex;align-items:center;gap:18px;height:48px;padding:0 24px;\
    background:var(--paper);border-bottom:1px solid var(--rule)}
    .bar p{margin:0}
    .bt{font-family:var(--serif);font-size:17px;font-weight:700;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;\
    min-width:0}
    .mk{color:var(--ink2);font-size:13.5px;margin-left:auto!important;white-space:nowrap}
    .ls{display:flex;flex:none;border:0;margin:0;padding:0}
    .mk:empty+.ls{margin-left:0}
    .ls input{position:absolute;opacity:0;width:1px;height:1px}
    .ls label{padding:0 12px;height:32px;line-height:30px;font-size:14px;border:1px solid var(--ink2);cursor:pointer;\
    user-select:none}
    .ls label:first-of-type{border-radius:4px 0 0 4px}
    .ls label:last-of-type{border-radius:0 4px 4px 0;border-left:0}
    .ls input:checked+label{background:var(--ink);color:var(--paper);border-color:var(--ink)}
    .ls input:focus-visible+label{outline:3px solid var(--acc);outline-offset:2px}
    .shell{display:grid;grid-template-columns:236px minmax(0,1fr);max-width:1280px;margin:0 auto}
    nav{padding:28px 8px 40px 24px}
    .toc{position:sticky;top:72px;max-height:calc(100vh - 84px);overflow:auto;font-size:14.5px;line-height:1.5}
    .toc summary{font-weight:650;cursor:pointer;padding:2px 0 8px}
    .toc ol{list-style:none;margin:0;padding:0}
    .toc li>a,.toc li>span{display:block;padding:3px 10px;border-left:3px solid transparent;color:var(--ink);\
    text-decoration:none}
    .toc li li>a{padding-left:24px}
    .toc a:hover{text-decoration:underline}
    .toc a[aria-current]{border-left-color:var(--acc);font-weight:650;color:var(--link)}
    .toc .grp>span{padding-top:8px;color:var(--ink2)}
    main{min-width:0;padding:0 32px 60px 28px}
    main section,main figure,main footer,main tr{scroll-margin-top:64px}
    .ft{margin-top:56px;padding-top:14px;border-top:2px solid var(--ink);font-size:13.5px;color:var(--ink2)}
    .ft dl{display:flex;flex-wrap:wrap;gap:2px 28px;margin:0}
    .ft dl div{display:flex;gap:8px;min-width:0}
    .ft dd{margin:0;font-family:var(--mono);font-size:13px;overflow-wrap:anywhere}
    """

  static let masthead = """
    .mast{background:var(--m0);color:var(--m1);padding:46px 0 38px}
    .mi{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:48px;align-items:end;max-width:1280px;\
    margin:0 auto;padding:0 32px 0 24px}
    .logo{display:block;max-height:52px;max-width:260px;margin:0 0 18px}
    .kick{color:var(--m3);font-size:15px;margin:0 0 10px;letter-spacing:.04em}
    .mast h1{font-size:38px;line-height:1.22}
    .ml{margin:16px 0 0;color:var(--m1);font-size:17px}
    .hs text{font:13px var(--sans);fill:var(--m2)}
    .hs .hn{fill:var(--m1);font-size:14px}
    .hs .hb{fill:var(--m3);font:700 22px var(--serif)}
    .hs .ht{paint-order:stroke;stroke:var(--m0);stroke-width:4px;stroke-linejoin:round}
    .hx{stroke:var(--m2);stroke-width:1;fill:none}
    .hl2,.hl3{stroke:var(--m2);stroke-width:1;fill:none}
    .hl3{stroke:var(--m3)}
    .hd{fill:var(--m0);stroke:var(--m1);stroke-width:2}
    .hc{stroke:var(--m3);stroke-width:5;opacity:.55}
    .hm{fill:var(--m3)}
    """
}
