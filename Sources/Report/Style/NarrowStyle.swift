/// What changes on a window narrower than the page.
enum NarrowStyle {
  static let tablet = """
    .shell{display:block}
    nav{padding:10px 24px 0}
    .toc{position:static;max-height:none;border-bottom:1px solid var(--rule);padding-bottom:8px}
    main{padding:0 24px 48px}
    .mi{padding:0 24px}
    """

  static let phone = """
    html{font-size:16.5px}
    .bar{padding:0 16px;gap:10px}
    .mk{display:none}
    .ls{margin-left:auto!important}
    nav{padding:8px 16px 0}
    main{padding:0 16px 40px}
    .mast{padding:28px 0 20px}
    .mi{padding:0 16px}
    .mi,.two{grid-template-columns:minmax(0,1fr);gap:18px}
    .cols,.steps,.sure ul{columns:1}
    .say.c2{grid-template-columns:minmax(0,1fr)}
    .mast h1{font-size:28px}
    .sum h2,.chap h2,.prof h2{font-size:26px}
    .lead{font-size:18px}
    .kf,.kf.s{grid-template-columns:1fr 1fr}
    .kf>div,.kf>div+div{padding:10px 0 10px 12px;border-left:0;border-top:1px solid var(--rule)}
    .kf>div:nth-child(odd){padding-left:0}
    .kf>div:nth-child(-n+2){border-top:0}
    .kf b,.kf.s b{font-size:31px}
    svg.w{display:none}
    svg.n{display:block}
    .hk .x{margin-left:0}
    th,td{padding:7px 8px}
    .tw tbody th,.tw td:not(.num){min-width:5.6em}
    .tw td.q{min-width:10em}
    .tw td.nw{min-width:0}
    .zh .heat thead .num{white-space:nowrap}
    .kf.s>div:last-child:nth-child(odd){grid-column:1/-1}
    .two{margin-bottom:34px}
    .tw{margin:0 -16px;padding:0 16px}
    .heat tbody th,.heat thead th:first-child{position:sticky;left:-16px;background:var(--paper);z-index:1;\
    padding-left:16px;margin-left:-16px;max-width:8.5em}
    .wideth tbody th{min-width:9em}
    .act thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .act,.act caption,.act tbody,.act tr,.act th,.act td{display:block;width:auto!important;text-align:left;white-space:normal;\
    border:0;padding:2px 0}
    .act tr{border-bottom:1px solid var(--rule);padding:10px 0}
    .act td.num small{display:inline}
    .act td[data-l]::before{content:attr(data-l) " ";font-weight:400;color:var(--ink2)}
    .ind td:nth-child(2){min-width:9em}
    .ind td:nth-child(3),.ind td:nth-child(4){min-width:11em}
    .flt{justify-content:flex-start}
    .swot li{grid-template-columns:minmax(0,1fr) auto 7.4em}
    """
}
