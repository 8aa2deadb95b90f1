/// The script of the page. Everything works without it; it adds sorting, filtering, and keeping one's place.
enum Script {
  static let source = #"""
    (function(){
    "use strict";
    var d=document,root=d.documentElement,en=d.getElementById("lang-en"),zh=d.getElementById("lang-zh");
    if(en&&zh){
    var sync=function(){root.lang=en.checked?"en":"zh-Hans";};
    var go=function(){var h=location.hash;if(/^#en(-|$)/.test(h))en.checked=true;else if(/^#zh(-|$)/.test(h))zh.checked=true;
    sync();if(h.length>3){var t=d.getElementById(decodeURIComponent(h.slice(1)));if(t)t.scrollIntoView();}};
    /* switching languages stays at the same figure or section */
    var here=function(old){var best=null;d.querySelectorAll('[id^="'+old+'-"]').forEach(function(e){
    if(/^(FIGURE|SECTION)$/.test(e.tagName)){var y=e.getBoundingClientRect().top;if(y<innerHeight*0.4&&e.checkVisibility())best=e;}});return best;};
    [en,zh].forEach(function(r){
    var was=null;r.labels[0].addEventListener("pointerdown",function(){was=here(en.checked?"en":"zh");});
    r.addEventListener("keydown",function(){was=here(en.checked?"en":"zh");});
    r.addEventListener("change",function(){sync();var o=was;was=null;if(!o)return;
    var t=d.getElementById((en.checked?"en-":"zh-")+o.id.slice(3));if(t){history.replaceState(null,"","#"+t.id);t.scrollIntoView();}});});
    addEventListener("hashchange",go);go();
    }
    if(matchMedia("(max-width:999px)").matches)d.querySelectorAll("details.toc").forEach(function(e){e.open=false;});
    var W={zh:{f:"筛选",s:"已按“%”排序",up:"升序",dn:"降序",n:"显示 % 行"},en:{f:"Filter",s:"Sorted by “%”",up:"ascending",dn:"descending",n:"% rows shown"}};
    d.querySelectorAll("table[data-sortable]").forEach(function(t,ti){
    var w=t.closest("[lang=en]")?W.en:W.zh,b=t.tBodies[0],rows=[].slice.call(b.rows),live=d.createElement("p");
    live.className="vh";live.setAttribute("role","status");
    if(rows.length>12){
    var box=d.createElement("div"),lab=d.createElement("label"),inp=d.createElement("input");inp.type="search";inp.id="flt"+ti;lab.htmlFor=inp.id;lab.textContent=w.f;
    box.className="flt";box.append(lab,inp);t.parentNode.before(box);
    inp.addEventListener("input",function(){var q=inp.value.trim().toLowerCase(),n=0;rows.forEach(function(r){var k=!q||r.textContent.toLowerCase().indexOf(q)>=0;r.hidden=!k;if(k)n++;});live.textContent=w.n.replace("%",n);});
    }
    t.parentNode.before(live);
    var heads=[].slice.call(t.tHead.rows[0].cells);
    heads.forEach(function(th,ci){
    var kind=th.dataset.s;if(!kind)return;
    var bt=d.createElement("button");bt.type="button";bt.textContent=th.textContent;th.textContent="";th.append(bt);
    bt.addEventListener("click",function(){
    var a=th.getAttribute("aria-sort"),dir=a==="descending"?"ascending":a==="ascending"?"descending":kind==="n"?"descending":"ascending",sg=dir==="ascending"?1:-1;
    heads.forEach(function(x){x.removeAttribute("aria-sort");});th.setAttribute("aria-sort",dir);
    var val=function(r){var c=r.cells[ci];if(kind!=="n")return c.textContent;var v=parseFloat(c.textContent.replace(/−/g,"-").replace(/[,<]/g,""));return isNaN(v)?-Infinity:v;};
    rows.map(function(r,i){return{r:r,i:i,v:val(r),top:r.querySelector(".tot")?0:1};}).sort(function(x,z){return x.top-z.top||(kind==="n"?(x.v===z.v?0:sg*(x.v-z.v)):sg*x.v.localeCompare(z.v,root.lang))||x.i-z.i;}).forEach(function(x){b.append(x.r);});
    live.textContent=w.s.replace("%",bt.textContent)+" "+(sg>0?w.up:w.dn);});});});
    /* a number opens what stands behind it */
    var box=d.createElement("dialog"),mk=function(n,t){var e=d.createElement(n);e.textContent=t;return e;};d.body.append(box);
    box.onclick=function(e){if(e.target===box||e.target.localName==="button")box.close();};
    d.addEventListener("click",function(e){var a=e.target.closest("a.door"),r=a&&d.getElementById(decodeURIComponent(a.hash.slice(1))),g=r;
    if(!r||!box.showModal||e.ctrlKey||e.metaKey||e.shiftKey)return;e.preventDefault();while(g.className!=="gr")g=g.previousElementSibling;
    var en=a.closest("[lang=en]"),dl=d.createElement("dl"),one=function(x){return x.cells[0].firstChild.textContent.trim();},h=one(r)+(en?": ":"：")+one(g);
    [].slice.call(r.cells,1).forEach(function(c,i){dl.append(mk("dt",r.closest("table").tHead.rows[0].cells[i+1].textContent),mk("dd",c.textContent));});
    box.lang=en?"en":"zh-Hans";box.setAttribute("aria-label",h);box.replaceChildren(mk("h2",h),mk("p",g.querySelector("small").textContent),dl,mk("button",en?"Close":"关闭"));box.showModal();});
    /* a tall table reached by keyboard starts below the bar */
    d.addEventListener("focusin",function(e){var t=e.target;if(t.classList.contains("tw")&&t.matches(":focus-visible")&&t.getBoundingClientRect().top<48)t.scrollIntoView();});
    /* the section being read is marked in the contents */
    if("IntersectionObserver" in window){
    var io=new IntersectionObserver(function(es){es.forEach(function(e){if(!e.isIntersecting)return;var a=d.querySelector('nav a[href="#'+e.target.id+'"]');if(!a)return;
    d.querySelectorAll("nav a[aria-current]").forEach(function(x){x.removeAttribute("aria-current");});a.setAttribute("aria-current","true");});},{rootMargin:"-10% 0px -80% 0px"});
    d.querySelectorAll("main section[id]").forEach(function(s){io.observe(s);});
    }
    })();
    """#
}
