document.body.append("scaffold")
