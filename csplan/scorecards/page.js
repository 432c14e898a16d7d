(function () {
  "use strict";
  var box = document.getElementById("filters"), told = document.getElementById("told");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-tags]"));
  var words = Array.prototype.slice.call(box.querySelectorAll("button[data-word]"));
  var whose = document.getElementById("whose"), fold = document.getElementById("fold");
  var parts = Array.prototype.slice.call(document.querySelectorAll("main section > details"));
  function apply() {
    var asked = words.filter(function (one) { return one.getAttribute("aria-pressed") === "true"; })
      .map(function (one) { return one.getAttribute("data-word"); });
    var service = whose ? whose.value : "", shown = 0;
    rows.forEach(function (row) {
      var tags = row.getAttribute("data-tags").split("|");
      var fits = !asked.length || asked.some(function (word) { return tags.indexOf(word) >= 0; });
      fits = fits && (!service || tags.indexOf(service) >= 0);
      row.hidden = !fits;
      if (fits && !row.classList.contains("more")) { shown += 1; }
    });
    told.textContent = asked.length || service ? shown + " rows shown." : "";
  }
  words.forEach(function (one) {
    one.addEventListener("click", function () {
      one.setAttribute("aria-pressed", one.getAttribute("aria-pressed") === "true" ? "false" : "true");
      apply();
    });
  });
  if (whose) { whose.addEventListener("change", apply); }
  fold.addEventListener("click", function () {
    var open = parts.some(function (one) { return one.open; });
    parts.forEach(function (one) { one.open = !open; });
    fold.textContent = open ? "Unfold all" : "Fold all";
  });
  function unfold() {
    var part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var outer = part && part.closest("details");
    if (outer) { outer.open = true; part.scrollIntoView(); }
  }
  window.addEventListener("hashchange", unfold);
  window.addEventListener("beforeprint", function () {
    parts.forEach(function (one) { one.open = true; });
  });
  box.hidden = false;
}());
