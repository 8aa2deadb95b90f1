/// What changes on paper. A4, summary two sheets, a dimension's chapter two, each district exactly one.
enum PrintStyle {
  /// Rules for everything on the sheets.
  static let rules = """
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    html{font-size:10.4pt;line-height:1.6}
    .bar,nav,.skip,.dt,.flt,.dl,.scr,.hk .x,.after,thead button::after{display:none!important}
    .shell{display:block;max-width:none}
    body,main{padding:0}
    .mast{padding:0 0 6px;border-bottom:3px solid var(--ink)}
    .mast h1{font-size:20pt}
    .ml{font-size:10.4pt;line-height:1.55;margin-top:6px}
    .kick{margin:0 0 4px}
    .mi{grid-template-columns:1.2fr 1fr;gap:22px;padding:0;max-width:none}
    svg .t,svg.w .t{font-size:12.5px}
    svg.w{display:block}
    svg.n{display:none}
    .hs.w{display:none}
    .hs.n{display:block}
    .sum,.chap,.prof{padding-top:10px}
    .chap,.prof{margin:0;border:0;padding-top:0;break-before:page}
    .chap.flow{break-before:auto;border-top:3px double var(--rule);padding-top:12px;margin-top:16px}
    .sum h2,.chap h2,.prof h2{font-size:17pt}
    .lead{font-size:12pt;line-height:1.5;margin-top:6px;max-width:none}
    .kf{margin:8px 0 13px}
    .kf b{font-size:20pt}
    .kf.s b{font-size:17pt}
    .kf>div{padding:6px 10px 7px 0}
    .kf>div+div{padding-left:10px}
    .kf dt,.fs,.ck,.kick{font-size:9pt}
    .kf dd span{font-size:8.2pt;display:block}
    .fs{margin:1px 0 5px}
    figure,.sure,.swot section,tr,.kf,.keep{break-inside:avoid}
    figure.mb{break-inside:auto}
    .chap>.fs{break-inside:avoid}
    .mb svg,.mb figcaption{break-inside:avoid}
    .mb .fno{break-after:avoid}
    h2,h3,.ck,figcaption,thead,caption,.fs{break-after:avoid}
    tr.kt{break-before:avoid}
    tr.gr{break-after:avoid}
    thead{display:table-header-group}
    figure{margin-bottom:12px}
    .tabfig{margin-bottom:14px}
    .heat{line-height:1.32}
    .heat tbody th{white-space:nowrap}
    .heat th,.heat td{padding:2px 6px}
    .sum figure{margin-bottom:7px}
    .sum .kf{margin:6px 0 9px}
    .sum h2{font-size:15pt}
    .sum{padding-top:6px}
    thead button{display:contents}
    figcaption h3,.tabfig h3,.sure h3,.chap h3.h{font-size:11.6pt}
    .chap h3.h{margin:12px 0 2px}
    .two figcaption h3,.two .tabfig h3,.prof h3{font-size:11pt}
    .fno,.src,.key,caption,.ciw,.mono,.swot small,.swot h3,.tag,td small,th small,.note{font-size:8.4pt}
    .two{gap:0 26px}
    table{font-size:9.2pt}
    thead th{font-size:8.8pt}
    th,td{padding:4px 6px}
    .civ{width:90px}
    .act{table-layout:fixed;width:100%}
    .act td.nw{white-space:normal}
    .act td:nth-child(n+3){font-size:8.6pt}
    .act thead th:nth-child(1){width:21%}
    .act thead th:nth-child(2){width:24%}
    .act thead th:nth-child(3){width:19%}
    .act thead th:nth-child(4){width:11.5%}
    .act thead th:nth-child(5){width:12%}
    .act thead th:nth-child(6){width:12.5%}
    .sum .act thead th:nth-child(1){width:25%}
    .sum .act thead th:nth-child(2){width:26%}
    .sum .act thead th:nth-child(3){width:20%}
    .sum .act thead th:nth-child(4){width:16%}
    .sum .act thead th:nth-child(5){width:13%}
    .cols,.steps{margin:8px 0 12px;column-gap:26px}
    .cols dd,.steps{font-size:9.4pt;line-height:1.55}
    .cols>div{margin-bottom:7px}
    .steps li{margin-bottom:3px}
    .swot li{font-size:9.6pt;grid-template-columns:minmax(0,1fr) auto 7.6em}
    .swot section+section{margin-top:6px}
    .swot li{padding:1.5px 0;line-height:1.4}
    .swot li.more{font-size:8.4pt}
    .sure ul{font-size:9.2pt;line-height:1.5;column-gap:24px}
    .sure li{padding-bottom:3px}
    .say.c2{gap:0 26px}
    .say li{font-size:9.4pt;line-height:1.45;padding:2.5px 0}
    .prof>.two{row-gap:7px}
    .prof figure{margin-bottom:7px}
    .prof .kf{margin:7px 0 9px}
    .prof .fs{margin:0 0 2px}
    .prof .say li{padding:1.5px 0;line-height:1.4}
    .prof .src{margin-top:4px}
    .tw{overflow:visible}
    .ft{margin-top:16px;font-size:8.4pt;break-inside:avoid;break-before:avoid}
    .ft dd{font-size:8pt}
    a{color:inherit;text-decoration:none}
    .door{display:inline;min-height:0;min-width:0;text-decoration:none}
    .dense th,.dense td{padding:2px 6px}
    .dense tbody th{min-width:0}
    .key{gap:0 11px;margin-top:4px}
    html:has(#lang-en:checked){font-size:9.5pt;line-height:1.42}
    html:has(#lang-en:checked) .mast h1{font-size:17pt}
    .en .lead{font-size:10.6pt;line-height:1.4}
    .en .two figcaption h3,.en figcaption h3,.en .tabfig h3,.en .prof h3{font-size:10.2pt}
    .en table{font-size:8.6pt}
    .en th,.en td{padding:3px 5px}
    .en .act td:nth-child(n+3){font-size:8.2pt}
    .en figure{margin-bottom:9px}
    .en .prof figure{margin-bottom:4px}
    .en .prof .lead{font-size:10.2pt}
    .en .prof h3{margin:0 0 2px}
    .en .heat th,.en .heat td{padding:1.4px 4px}
    .en .heat thead th{font-size:8pt;line-height:1.25}
    .en .sum .kf{margin:5px 0 7px}
    .en .kf{margin:6px 0 9px}
    .en .cols dd,.en .steps,.en .say li,.en .swot li{font-size:8.8pt;line-height:1.42}
    .chap .two figure{margin-bottom:6px}
    .chap .two .tabfig{margin-bottom:4px}
    .chap .two .tabfig th,.chap .two .tabfig td,.items th,.items td{padding:1.8px 5px}
    .items{line-height:1.3}
    .items .civ{width:54px;margin-right:4px}
    .items tbody th{width:40%}
    .chap .two h3.h,.chap .two+h3.h{margin:4px 0 2px}
    .chap .two+.tabfig,.chap .say+.tabfig{margin-top:7px}
    .en .items{font-size:8.2pt;line-height:1.22}
    .en .items tbody th{width:46%}
    .en .items th,.en .items td{padding:1px 4px}
    .en .items small{font-size:7.8pt}
    .en .chap .two .tabfig th,.en .chap .two .tabfig td{padding:1.2px 5px}
    .en .chap .say li{padding:1px 0;line-height:1.35}
    .en .chap .src,.en .chap .fs{line-height:1.35}
    .prac dd{font-size:8.9pt}
    .en .prac dd{font-size:8.2pt;line-height:1.38}
    """

  /// The sheets that a page is printed on.
  ///
  /// - Parameter title: stands at the foot of each.
  /// - Returns: rules for `@page`.
  static func sheet(foot title: String) -> String {
    let quoted = title.replacingQuotes
    return """
      @page{size:A4;margin:17mm 15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);\
      font:9pt "Noto Sans CJK SC",sans-serif;color:#53606c}@bottom-left{content:"\(quoted)";\
      font:9pt "Noto Sans CJK SC",sans-serif;color:#53606c}}
      @page :first{margin-top:12mm}
      """
  }
}

extension String {
  /// Safe inside a quoted string of the style sheet: everything but letters, digits and plain spaces is escaped by code
  /// point where it could end the string or the element.
  fileprivate var replacingQuotes: String {
    var out = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\", "<", ">", "&", "'": out += "\\" + String(scalar.value, radix: 16) + " "
      default: if scalar.value >= 0x20 { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }
}
