-- From our Markdown to manual pages: no wide tables, no links that lead nowhere, no fonts that only groff knows.

-- A table is a list: what stands in the first column, then the rest.
function Table(table)
  local simple = pandoc.utils.to_simple_table(table)
  local items = {}
  for _, row in ipairs(simple.rows) do
    local rest = {}
    for column = 2, #row do
      for _, block in ipairs(row[column]) do
        local text = pandoc.utils.blocks_to_inlines({ block })
        if #text > 0 then
          if #rest > 0 then table_insert_all(rest, { pandoc.Str(";"), pandoc.Space() }) end
          table_insert_all(rest, text)
        end
      end
    end
    items[#items + 1] = { pandoc.utils.blocks_to_inlines(row[1]), { { pandoc.Plain(rest) } } }
  end
  return pandoc.DefinitionList(items)
end

function table_insert_all(list, more)
  for _, each in ipairs(more) do list[#list + 1] = each end
end

function Code(code) return pandoc.Strong({ pandoc.Str(code.text) }) end
function Link(link) return link.content end
function CodeBlock(block) return pandoc.CodeBlock(block.text) end
